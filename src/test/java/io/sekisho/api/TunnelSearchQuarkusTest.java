package io.sekisho.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import io.sekisho.support.RawClient;
import io.sekisho.support.RunningSekisho;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The audit log as an auditor searches it. */
@QuarkusTest
class TunnelSearchQuarkusTest extends RunningSekisho {

  private static final String TUNNELS = "/api/v1/tunnels";

  @Test
  void shouldFindByEveryFilterAndTheirCombination() {
    String user = user();
    attempt(user, "one.example:443");
    attempt(user, "two.example:8443");
    attempt(user, "one.example:8443");
    awaitRecords(user, 3);

    assertThat(hosts(Map.of("user", user)))
        .as("newest first")
        .containsExactly("one.example:8443", "two.example:8443", "one.example:443");
    assertThat(hosts(Map.of("user", user, "host", "one.example")))
        .containsExactly("one.example:8443", "one.example:443");
    assertThat(hosts(Map.of("user", user, "host", "ONE.example.")))
        .containsExactly("one.example:8443", "one.example:443");
    assertThat(hosts(Map.of("user", user, "port", "8443", "host", "one.example")))
        .containsExactly("one.example:8443");
    assertThat(hosts(Map.of("user", user, "decision", "deny"))).hasSize(3);
    assertThat(hosts(Map.of("user", user, "decision", "allow"))).isEmpty();
    assertThat(hosts(Map.of("user", user, "from", Instant.now().minusSeconds(600).toString())))
        .hasSize(3);
    assertThat(hosts(Map.of("user", user, "to", Instant.now().minusSeconds(600).toString())))
        .isEmpty();
  }

  @Test
  void shouldPageWithoutLossOrRepetition() {
    String user = user();
    for (int i = 0; i < 25; i++) {
      attempt(user, "host-" + i + ".example:443");
    }
    awaitRecords(user, 25);

    List<String> seen = new ArrayList<>();
    String cursor = null;
    do {
      RequestSpecification request = api.auditor().queryParam("user", user).queryParam("limit", 4);
      JsonPath page =
          (cursor == null ? request : request.queryParam("cursor", cursor))
              .get(TUNNELS)
              .then()
              .statusCode(200)
              .extract()
              .jsonPath();
      seen.addAll(page.getList("items.id"));
      cursor = page.getString("next");
    } while (cursor != null);

    assertThat(seen).hasSize(25);
    assertThat(new HashSet<>(seen)).hasSize(25);
  }

  @Test
  void shouldCutAPeriodOutExactly() {
    String user = user();
    attempt(user, "one.example:443");
    attempt(user, "two.example:443");
    awaitRecords(user, 2);
    JsonPath all = api.auditor().queryParam("user", user).get(TUNNELS).jsonPath();
    String newest = all.getString("items[0].time");

    assertThat(hosts(Map.of("user", user, "from", newest))).containsExactly("two.example:443");
    assertThat(hosts(Map.of("user", user, "to", newest))).containsExactly("one.example:443");
  }

  @ParameterizedTest
  @CsvSource({
    "usr, x",
    "port, 0",
    "port, 65536",
    "port, https",
    "host, 'a b'",
    "decision, maybe",
    "from, yesterday",
    "to, 2026-13-01T00:00:00Z",
    "limit, 0",
    "limit, 1001",
    "limit, many",
    "cursor, '!'",
    "cursor, abc",
    "from, 2026-01-01",
    "from, +999999999-01-01T00:00:00Z",
    "cursor, AGE",
    "cursor, KzEwMDAwLTAxLTAxVDAwOjAwOjAwWi8wMTg5MGE1ZC1hYzk2LTc3NGItYmNjZS1iMzAyMDk5YTgwNTc"
  })
  void shouldNameABadParameter(String name, String value) {
    api.auditor()
        .queryParam(name, value)
        .get(TUNNELS)
        .then()
        .statusCode(400)
        .contentType("application/problem+json")
        .body("errors[0].field", equalTo(name));
  }

  @Test
  void shouldRefuseControlCharacters() {
    api.auditor()
        .queryParam("user", "a\u0000b")
        .get(TUNNELS)
        .then()
        .statusCode(400)
        .body("errors[0].field", equalTo("user"));
  }

  @Test
  void shouldKeepARecordOfAnOversizedUser() {
    String user = user() + "x".repeat(6_000);
    attempt(user, "oversized.example:443");

    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> hosts(Map.of("host", "oversized.example")).size() == 1);
  }

  @Test
  void shouldOpenTheLogToAuditorsOnly() {
    api.auditor().get(TUNNELS).then().statusCode(200);
    api.admin().get(TUNNELS).then().statusCode(403);
    api.as(issuer.pass("alice")).get(TUNNELS).then().statusCode(403);
    RestAssured.given().get(TUNNELS).then().statusCode(401);
    api.admin().get(TUNNELS + "/live").then().statusCode(200);
    api.as(issuer.pass("alice")).get(TUNNELS + "/live").then().statusCode(403);
  }

  @Test
  void shouldNotFindWhatIsNotThere() {
    api.auditor().get(TUNNELS + "/" + UUID.randomUUID()).then().statusCode(404);
    api.auditor().get(TUNNELS + "/nonsense").then().statusCode(404);
  }

  @Test
  void shouldTakeHostileUserNamesAsText() {
    String user = "o'brien\"; drop table audit_record; --\u0000\ud800<script>" + UUID.randomUUID();
    attempt(user, "one.example:443");

    // What PostgreSQL cannot hold was replaced; the rest is as it was.
    String kept = user.replace('\u0000', '\ufffd').replace('\ud800', '\ufffd');
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> hosts(Map.of("limit", "1000", "host", "one.example")).size() > 0);
    List<String> users =
        api.auditor()
            .queryParam("host", "one.example")
            .queryParam("limit", 1000)
            .get(TUNNELS)
            .jsonPath()
            .getList("items.user");
    assertThat(users).anyMatch(found -> found.startsWith("o'brien") && found.endsWith(tail(kept)));
  }

  private static String tail(String text) {
    return text.substring(text.indexOf("<script>"));
  }

  private void attempt(String user, String authority) {
    try (RawClient client = RawClient.connect(proxy.port())) {
      assertThat(
              client
                  .requestTunnel(authority, "Proxy-Authorization: Bearer " + issuer.pass(user))
                  .refusal()
                  .status())
          .isEqualTo(403);
    }
  }

  private void awaitRecords(String user, int count) {
    await().atMost(Duration.ofSeconds(20)).until(() -> hosts(Map.of("user", user)).size() == count);
  }

  private List<String> hosts(Map<String, String> parameters) {
    JsonPath page =
        api.auditor()
            .queryParams(parameters)
            .get(TUNNELS)
            .then()
            .statusCode(200)
            .extract()
            .jsonPath();
    List<String> hosts = page.getList("items.host");
    List<Integer> ports = page.getList("items.port");
    List<String> authorities = new ArrayList<>();
    for (int i = 0; i < hosts.size(); i++) {
      authorities.add(hosts.get(i) + ":" + ports.get(i));
    }
    return authorities;
  }

  private static String user() {
    return "user-" + UUID.randomUUID();
  }
}
