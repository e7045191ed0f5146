package io.sekisho.console;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.sekisho.support.Api;
import io.sekisho.support.RunningSekisho;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page that explains decisions. */
@QuarkusTest
class TryQuarkusTest extends RunningSekisho {

  private static final String TRY = "/console/try";

  private final String user = "asked-" + UUID.randomUUID();
  private final String group = "g-" + UUID.randomUUID();

  @Test
  void shouldAskBeforeItAnswers() {
    as("adam", "sekisho-admin")
        .get(TRY)
        .then()
        .statusCode(200)
        .body(containsString("Say who wants to go where."), not(containsString("Answer")));
  }

  @Test
  void shouldTellWhoIsLetThroughAndWhy() {
    String name = name();
    apply(policy(name, Map.of("host", "example.com", "ports", List.of("443")), Map.of()));

    ask(Map.of())
        .statusCode(200)
        .body(
            containsString("Allowed, by the policy"),
            containsString("href=\"/console/policies/named?name=" + name + "\""),
            containsString("<code>verify</code>"),
            containsString("applies</span>"));
    ask(Map.of("port", "22"))
        .body(
            containsString("Denied: no policy allows it."),
            containsString("is about other ports of this destination"));
    ask(Map.of("user", "somebody-else")).body(containsString("is about other users or groups"));
    ask(Map.of("host", "example.net")).body(containsString("is about other destinations"));
  }

  @Test
  void shouldReadGroupsByCommasAndLines() {
    apply(
        Api.policy(
            name(),
            "allow",
            List.of(Api.group(group)),
            Map.of("host", "example.com", "ports", List.of("443"))));
    for (String groups : new String[] {group, "a, " + group, "a\r\n" + group + "\r\n"}) {
      ask(Map.of("groups", groups)).body(containsString("Allowed, by the policy"));
    }
    ask(Map.of("groups", "a," + group))
        .body(containsString("a\n" + group + "</textarea>"), not(containsString("U+000D")));
    ask(Map.of("groups", "a b")).body(containsString("Denied: no policy allows it."));
  }

  @Test
  void shouldDecideForAnyTimeAndAddress() {
    String name = name();
    apply(
        policy(
            name,
            Map.of("cidr", "8.8.8.0/24", "ports", List.of("443")),
            Map.of("validUntil", "2031-01-31T00:00:00Z")));

    ask(Map.of()).body(containsString("It depends on the address"));
    ask(Map.of("address", "8.8.8.7", "at", "2031-01-30T23:59:59"))
        .body(
            containsString("Allowed, by the policy"),
            containsString("value=\"2031-01-30T23:59:59\""));
    ask(Map.of("address", "8.8.8.7", "at", "2031-01-31T09:00:00+09:00"))
        .body(
            containsString("is not valid at that time"),
            containsString("value=\"2031-01-31T00:00:00\""));
    ask(Map.of("address", "10.0.0.1")).body(containsString("special-purpose and not permitted"));
  }

  @Test
  void shouldTellWhatIsOnlyReported() {
    String name = name();
    apply(
        policy(
            name,
            Map.of("host", "example.com", "ports", List.of("443")),
            Map.of("mode", "report")));
    ask(Map.of())
        .body(
            containsString("Denied: no policy allows it."),
            containsString("A policy in report mode would allow it:"),
            containsString("<code>report</code>"));
  }

  @ParameterizedTest
  @CsvSource({
    "user, '', must be given",
    "host, '', must be given",
    "host, a b, ''",
    "port, 0, must be between 1 and 65535",
    "port, https, must be a number",
    "port, '', must be between 1 and 65535",
    "address, localhost, must be an address",
    "at, tomorrow, must be a time such as 2026-01-31T08:00",
  })
  void shouldTellMistakesAtTheirFields(String field, String value, String message) {
    ask(Map.of(field, value))
        .statusCode(400)
        .body(
            containsString("aria-describedby=\"" + field + "-error\""),
            containsString(message),
            containsString("value=\"" + (field.equals("user") ? "443" : user) + "\""),
            not(containsString("<h2 id=\"answer\">")));
  }

  @Test
  void shouldKnowItsFieldsOnly() {
    ask(Map.of("usr", "x")).statusCode(400).body(containsString("usr is not a field"));
    ask(Map.of("limit", "0")).statusCode(400).body(containsString("must be between 1 and 1000"));
  }

  @Test
  void shouldShowHostileTextHarmlessly() {
    String hostile = "=cmd|<script>alert('1')</script>\u202E\"";
    for (String field : new String[] {"user", "groups", "serviceAccount", "address"}) {
      assertThat(ask(Map.of(field, hostile)).extract().asString())
          .contains("=cmd|&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;‹U+202E›&quot;")
          .doesNotContain("<script>alert", "\u202E");
    }
  }

  @Test
  void shouldAnswerThoseWithARoleOnlyAndLeadAuditorsToTheLog() {
    ask(Map.of()).body(containsString("href=\"/console/tunnels?user=" + user));
    as("adam", "sekisho-admin")
        .queryParams(question(Map.of()))
        .get(TRY)
        .then()
        .statusCode(200)
        .body(not(containsString("/console/tunnels?user")));
    as("alice").get(TRY).then().statusCode(403);
  }

  @Test
  void shouldSpeakJapanese() {
    as("audrey", "sekisho-auditor")
        .header("Accept-Language", "ja")
        .queryParams(question(Map.of()))
        .get(TRY)
        .then()
        .statusCode(200)
        .body(containsString("<html lang=\"ja\">"), containsString("接続は許可されるか"));
  }

  private ValidatableResponse ask(Map<String, String> change) {
    return as("audrey", "sekisho-auditor").queryParams(question(change)).get(TRY).then();
  }

  private Map<String, String> question(Map<String, String> change) {
    Map<String, String> question =
        new HashMap<>(Map.of("user", user, "host", "example.com", "port", "443"));
    question.putAll(change);
    return question;
  }

  private Map<String, Object> policy(
      String name, Map<String, Object> where, Map<String, Object> more) {
    Map<String, Object> policy =
        new HashMap<>(Api.policy(name, "allow", List.of(Api.user(user)), where));
    policy.putAll(more);
    return policy;
  }

  private static String name() {
    return "p-" + UUID.randomUUID();
  }

  private RequestSpecification as(String name, String... roles) {
    return given().redirects().follow(false).auth().oauth2(issuer.pass(name, roles));
  }
}
