package io.sekisho.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import io.sekisho.support.Api;
import io.sekisho.support.RunningSekisho;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Would they be let through, and why? */
@QuarkusTest
class DecisionsQuarkusTest extends RunningSekisho {

  private static final String DECISIONS = "/api/v1/decisions";

  private final String user = "asked-" + UUID.randomUUID();

  @Test
  void shouldTellWhoIsLetThroughAndWhy() {
    String name = name();
    apply(policy(name, "allow", Map.of("host", "example.com", "ports", List.of("443"))));

    ask(Map.of())
        .statusCode(200)
        .body("decision", equalTo("allow"))
        .body("policy", equalTo(name))
        .body("tls", equalTo("verify"))
        .body("dependsOnAddress", equalTo(false))
        .body("wouldDeny", equalTo(false))
        .body("considered.find { it.policy == '" + name + "' }.matched", equalTo(true))
        .body("considered.find { it.policy == '" + name + "' }.failed", nullValue());
    ask(Map.of("port", 22))
        .body("decision", equalTo("deny"))
        .body("policy", nullValue())
        .body("considered.find { it.policy == '" + name + "' }.matched", equalTo(false))
        .body("considered.find { it.policy == '" + name + "' }.failed", equalTo("port"));
    ask(Map.of("user", "somebody-else"))
        .body("considered.find { it.policy == '" + name + "' }.failed", equalTo("subject"));
  }

  @Test
  void shouldDecideForAnyTime() {
    String name = name();
    Map<String, Object> policy =
        new HashMap<>(
            policy(name, "allow", Map.of("host", "example.com", "ports", List.of("443"))));
    policy.put("validUntil", "2031-01-31T00:00:00Z");
    apply(policy);

    ask(Map.of("at", "2031-01-30T23:59:59Z"))
        .body("decision", equalTo("allow"))
        .body("at", equalTo("2031-01-30T23:59:59Z"));
    ask(Map.of("at", "2031-01-31T00:00:00Z"))
        .body("decision", equalTo("deny"))
        .body("considered.find { it.policy == '" + name + "' }.failed", equalTo("validity"));
  }

  @Test
  void shouldDecideByAnAddressThatItIsGiven() {
    String name = name();
    apply(policy(name, "allow", Map.of("cidr", "8.8.8.0/24", "ports", List.of("443"))));

    ask(Map.of()).body("decision", nullValue()).body("dependsOnAddress", equalTo(true));
    ask(Map.of("address", "8.8.8.7"))
        .body("decision", equalTo("allow"))
        .body("policy", equalTo(name));
    ask(Map.of("address", "9.9.9.9")).body("decision", equalTo("deny"));
    ask(Map.of("host", "8.8.8.7")).body("decision", equalTo("allow"));
  }

  /** In tests, 127.0.0.0/8 is the only special-purpose block that is permitted. */
  @Test
  void shouldKnowAddressesThatNoPolicyOpens() {
    String name = name();
    apply(policy(name, "allow", Map.of("host", "10.0.0.1", "ports", List.of("443"))));
    apply(policy(name(), "allow", Map.of("host", "127.0.0.1", "ports", List.of("443"))));
    apply(policy(name(), "allow", Map.of("host", "example.com", "ports", List.of("443"))));

    ask(Map.of("host", "10.0.0.1"))
        .body("decision", equalTo("deny"))
        .body("addressProhibited", equalTo(true))
        .body("policy", nullValue())
        .body("considered.find { it.policy == '" + name + "' }.matched", equalTo(true));
    ask(Map.of("address", "64:ff9b::10.0.0.1"))
        .body("decision", equalTo("deny"))
        .body("addressProhibited", equalTo(true));
    ask(Map.of("host", "127.0.0.1"))
        .body("decision", equalTo("allow"))
        .body("addressProhibited", equalTo(false));
    ask(Map.of("address", "8.8.8.8")).body("decision", equalTo("allow"));
  }

  @Test
  void shouldExplainTheNearestPoliciesFirst() {
    apply(policy("z" + name(), "allow", Map.of("host", "example.com", "ports", List.of("443"))));
    apply(policy("y" + name(), "allow", Map.of("host", "example.com", "ports", List.of("22"))));
    apply(policy("x" + name(), "allow", Map.of("host", "example.net", "ports", List.of("443"))));

    ask(Map.of("limit", 3))
        .body("considered.failed", contains(nullValue(), equalTo("port"), equalTo("destination")));
    JsonPath one = ask(Map.of("limit", 1)).body("considered", hasSize(1)).extract().jsonPath();
    assertThat(one.getInt("omitted")).isGreaterThanOrEqualTo(2);
  }

  @Test
  void shouldTellWhatIsOnlyReported() {
    String name = name();
    Map<String, Object> trial =
        new HashMap<>(
            policy(name, "allow", Map.of("host", "example.com", "ports", List.of("443"))));
    trial.put("mode", "report");
    apply(trial);

    ask(Map.of())
        .body("decision", equalTo("deny"))
        .body("wouldAllow", equalTo(true))
        .body("reportPolicy", equalTo(name));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'usr': 'x'}             | usr",
        "{'user': null}           | user",
        "{'user': []}             | user",
        "{'host': null}           | host",
        "{'host': 'a b'}          | host",
        "{'port': 0}              | port",
        "{'port': 65536}          | port",
        "{'port': '443'}          | port",
        "{'port': null}           | port",
        "{'groups': 'x'}          | groups",
        "{'groups': [null]}       | groups",
        "{'address': 'localhost'} | address",
        "{'at': 'tomorrow'}       | at",
        "{'limit': 0}             | limit",
        "{'limit': 1001}          | limit",
      })
  void shouldNameTheFieldOfEveryMistake(String change, String field) {
    ask(JsonPath.from(change.replace('\'', '"')).getMap("$"))
        .statusCode(400)
        .contentType("application/problem+json")
        .body("errors.field", hasItem(field));
  }

  @Test
  void shouldAnswerThoseWithARoleOnly() {
    api.admin().body(question(Map.of())).post(DECISIONS).then().statusCode(200);
    api.as(issuer.pass("alice")).body(question(Map.of())).post(DECISIONS).then().statusCode(403);
    RestAssured.given()
        .contentType("application/json")
        .body(question(Map.of()))
        .post(DECISIONS)
        .then()
        .statusCode(401);
  }

  private ValidatableResponse ask(Map<String, Object> change) {
    return api.auditor().body(question(change)).post(DECISIONS).then();
  }

  private Map<String, Object> question(Map<String, Object> change) {
    Map<String, Object> question =
        new HashMap<>(Map.of("user", user, "host", "example.com", "port", 443));
    question.putAll(change);
    return question;
  }

  private Map<String, Object> policy(String name, String effect, Map<String, Object> where) {
    return Api.policy(name, effect, List.of(Api.user(user)), where);
  }

  private static String name() {
    return "p-" + UUID.randomUUID();
  }
}
