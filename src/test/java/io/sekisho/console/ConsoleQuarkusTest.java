package io.sekisho.console;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.sekisho.support.RunningSekisho;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What holds for all pages. Here a bearer token stands for a session. */
@QuarkusTest
class ConsoleQuarkusTest extends RunningSekisho {

  @Test
  void shouldLeadEverybodyToWhatTheyComeFor() {
    as("alice").get("/console").then().statusCode(303).header("Location", equalTo("/console/me"));
    as("audrey", "sekisho-auditor")
        .get("/console")
        .then()
        .statusCode(303)
        .header("Location", equalTo("/console/overview"));
  }

  @Test
  void shouldLetNobodyInWithoutASession() {
    given().redirects().follow(false).get("/console/tunnels").then().statusCode(302);
  }

  @Test
  void shouldRunNothingThatItDoesNotBring() {
    Response page = as("audrey", "sekisho-auditor").get("/console/overview");
    page.then().statusCode(200).header("X-Content-Type-Options", equalTo("nosniff"));
    assertThat(page.header("Content-Security-Policy"))
        .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
        .doesNotContain("unsafe");
    assertThat(page.header("Cache-Control")).isEqualTo("no-store");
    assertThat(page.asString())
        .as("no script, no style and no handler in the page itself")
        .doesNotContainPattern("<script(?![^>]* src=)")
        .doesNotContainPattern("<style|style=|\\son[a-z]+=");
  }

  @Test
  void shouldServeWhatPagesLoad() {
    String page = as("audrey", "sekisho-auditor").get("/console/overview").asString();
    java.util.regex.Matcher loaded =
        java.util.regex.Pattern.compile("(?:src|href)=\"(/console/assets/[^\"]+)\"").matcher(page);
    int assets = 0;
    while (loaded.find()) {
      given().get(loaded.group(1)).then().statusCode(200);
      assets++;
    }
    assertThat(assets).isEqualTo(5);
  }

  @Test
  void shouldShowErrorsAsPages() {
    as("audrey", "sekisho-auditor")
        .get("/console/tunnels/" + UUID.randomUUID())
        .then()
        .statusCode(404)
        .contentType("text/html")
        .body(containsString("<h1>Not found</h1>"));
    as("alice")
        .get("/console/tunnels")
        .then()
        .statusCode(403)
        .contentType("text/html")
        .body(containsString("You may not see this"));
  }

  @Test
  void shouldSpeakTheLanguageOfTheBrowserOrTheChosenOne() {
    as("audrey", "sekisho-auditor")
        .header("Accept-Language", "ja,en;q=0.5")
        .get("/console/overview")
        .then()
        .header("Content-Language", equalTo("ja"))
        .body(containsString("<html lang=\"ja\">"), containsString("概要"));
    as("audrey", "sekisho-auditor")
        .header("Accept-Language", "ja")
        .cookie("sekisho-language", "en")
        .get("/console/overview")
        .then()
        .header("Content-Language", equalTo("en"))
        .body(not(containsString("概要")));
  }

  @Test
  void shouldComeBackFromTheChoiceOfALanguageToItselfOnly() {
    for (String elsewhere :
        new String[] {
          "https://evil.example.com/",
          "//evil.example.com/console",
          "/api/v1/me",
          "/console\r\nX: y",
          "/consoleevil",
          "javascript:alert(1)",
          "/console/../api"
        }) {
      as("alice")
          .queryParam("to", "ja")
          .queryParam("back", elsewhere)
          .get("/console/language")
          .then()
          .statusCode(303)
          .header("Location", equalTo("/console"));
    }
    as("alice")
        .queryParam("to", "ja")
        .queryParam("back", "/console/tunnels?user=a%26b")
        .get("/console/language")
        .then()
        .cookie("sekisho-language", equalTo("ja"))
        .header("Location", equalTo("/console/tunnels?user=a%26b"));
  }

  private RequestSpecification as(String user, String... roles) {
    return given().redirects().follow(false).auth().oauth2(issuer.pass(user, roles));
  }
}
