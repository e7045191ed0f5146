package io.sekisho.packaged.console;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;

import io.sekisho.support.PostgresServer;
import io.sekisho.support.SekishoProcess;
import io.sekisho.support.TestIssuer;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How the console is switched on, and what is said of settings that are wrong or unsafe. */
class ConsoleSettingsIT {

  private static PostgresServer postgres;
  private static TestIssuer issuer;

  @BeforeAll
  static void start() {
    postgres = new PostgresServer();
    issuer = new TestIssuer();
  }

  @AfterAll
  static void stop() {
    issuer.close();
    postgres.close();
  }

  private static SekishoProcess sekisho() {
    return new SekishoProcess("console-settings", postgres.jdbcUrl(), issuer.url());
  }

  @Test
  void shouldNotBeThereUnlessItIsSwitchedOn() {
    try (SekishoProcess sekisho = sekisho().start()) {
      for (String path : new String[] {"/console", "/console/tunnels", "/console/signed-out"}) {
        given().baseUri(sekisho.apiUrl()).get(path).then().statusCode(404);
      }
      assertThat(sekisho.output())
          .contains("console=off")
          .doesNotContain("sessions of the console");
    }
  }

  @Test
  void shouldWarnOfSessionsThatAreNotSafeOrDoNotLast() {
    try (SekishoProcess sekisho =
        sekisho()
            .with("SEKISHO_CONSOLE_ENABLED", "true")
            .with("QUARKUS_OIDC_CONSOLE_CREDENTIALS_SECRET", "short")
            .start()) {
      assertThat(sekisho.output())
          .contains(
              "quarkus.oidc.console.authentication.cookie-force-secure",
              "sessions of the console end with this process")
          .doesNotContain("short\"");
      given()
          .baseUri(sekisho.apiUrl())
          .redirects()
          .follow(false)
          .get("/console")
          .then()
          .statusCode(302)
          .header("Location", containsString("client_id=sekisho-console"));
    }
  }

  @Test
  void shouldStartWhileTheIdentityProviderIsAwayAndSignInOnceItIsBack() {
    issuer.stop();
    try (SekishoProcess sekisho =
        sekisho()
            .with("SEKISHO_CONSOLE_ENABLED", "true")
            .with(
                "QUARKUS_OIDC_CONSOLE_CREDENTIALS_SECRET", "a-secret-of-tests-that-is-long-enough")
            .start()) {
      assertThat(status(sekisho)).as("nobody can be signed in").isGreaterThanOrEqualTo(500);

      issuer.start();
      await().atMost(Duration.ofSeconds(60)).until(() -> status(sekisho) == 302);
    } finally {
      issuer.stop();
      issuer.start();
    }
  }

  private static int status(SekishoProcess sekisho) {
    return given().baseUri(sekisho.apiUrl()).redirects().follow(false).get("/console").statusCode();
  }
}
