package io.sekisho.console;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.sekisho.support.Api;
import io.sekisho.support.RunningSekisho;
import io.sekisho.support.Target;
import java.time.Instant;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

@QuarkusTest
class OverviewPageQuarkusTest extends RunningSekisho {

  private static final Pattern REFUSALS =
      Pattern.compile("<code>http_request_denied</code></a></td><td class=\"number\">([\\d,]+)");

  private final String user = "o-" + UUID.randomUUID();

  @Test
  void shouldCountWhatHappenedAndLeadToIt() {
    Instant before = Instant.now();
    try (Target echo = Target.echo()) {
      refused(client().requestTunnel(echo.authority(), bearer(issuer.pass(user))).refusal());
      allow(Api.user(user), "127.0.0.1");
      Opened opened = open(user, echo.authority());
      opened.client().close();
      closed(opened.id());
    }
    String from = before.toString();

    Response page = auditor().queryParam("from", from).get("/console/overview");

    page.then().statusCode(200).body(containsString(user), containsString("<bdi>127.0.0.1</bdi>:"));
    Matcher refusals = REFUSALS.matcher(page.asString());
    assertThat(refusals.find()).isTrue();
    assertThat(Integer.parseInt(refusals.group(1))).isPositive();
    Matcher link =
        Pattern.compile("href=\"([^\"]*user=" + user + "[^\"]*)\"").matcher(page.asString());
    assertThat(link.find()).isTrue();
    auditor()
        .urlEncodingEnabled(false)
        .get(link.group(1).replace("&amp;", "&"))
        .then()
        .statusCode(200)
        .body(containsString("denied"), containsString("allowed"), containsString(user));
  }

  @Test
  void shouldShowAdministratorsTheStateAndNothingOfTheLog() {
    as("adam", "sekisho-admin")
        .get("/console/overview")
        .then()
        .statusCode(200)
        .body(
            containsString("are committed in the database"),
            containsString("verifies passes"),
            not(containsString("Users with the most bytes")),
            not(containsString("/console/tunnels")));
    as("alice").get("/console/overview").then().statusCode(403);
  }

  @Test
  void shouldTellWhatIsWrongWithARange() {
    auditor()
        .queryParam("range", "all")
        .get("/console/overview")
        .then()
        .statusCode(400)
        .body(containsString("must be given"));
    auditor()
        .queryParam("to", "x")
        .get("/console/overview")
        .then()
        .statusCode(400)
        .body(containsString("id=\"to-error\""));
  }

  private RequestSpecification auditor() {
    return as("audrey", "sekisho-auditor");
  }

  private RequestSpecification as(String name, String... roles) {
    return given().redirects().follow(false).auth().oauth2(issuer.pass(name, roles));
  }
}
