package io.sekisho.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.sekisho.support.Api;
import io.sekisho.support.RunningSekisho;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Policies as an administrator keeps them. */
@QuarkusTest
class PoliciesQuarkusTest extends RunningSekisho {

  private static final String POLICIES = "/api/v1/policies";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          PATCH  | /api/v1/policies                                      | GET, HEAD, POST
          DELETE | /api/v1/policies                                      | GET, HEAD, POST
          POST   | /api/v1/policies/018f0000-0000-7000-8000-000000000000 | DELETE, GET, HEAD, PUT
          POST   | /api/v1/tunnels                                       | GET, HEAD
          GET    | /api/v1/decisions                                     | POST
          """)
  void shouldTellWhichMethodsAPathHas(String method, String path, String allowed) {
    Response response = api.admin().request(method, path);

    response.then().statusCode(405).contentType("application/problem+json");
    assertThat(response.header("Allow").split(",\\s*"))
        .containsExactlyInAnyOrder(allowed.split(", "));
  }

  @Test
  void shouldKeepAPolicyThroughItsLife() {
    String name = name();
    Response created = api.admin().body(policy(name, "allow")).post(POLICIES);

    String id = created.then().statusCode(201).body("name", equalTo(name)).extract().path("id");
    assertThat(created.header("Location")).endsWith(POLICIES + "/" + id);
    String tag = created.header("ETag");
    api.auditor()
        .get(POLICIES + "/" + id)
        .then()
        .statusCode(200)
        .header("ETag", tag)
        .body("effect", equalTo("allow"))
        .body("enabled", equalTo(true))
        .body("description", equalTo(""))
        .body("subjects[0].kind", equalTo("user"))
        .body("destinations[0].ports[0]", equalTo("443"));

    Response replaced =
        api.admin().header("If-Match", tag).body(policy(name, "deny")).put(POLICIES + "/" + id);
    replaced.then().statusCode(200).body("effect", equalTo("deny"));
    assertThat(replaced.header("ETag")).isNotEqualTo(tag);

    api.admin().header("If-Match", tag).delete(POLICIES + "/" + id).then().statusCode(412);
    api.admin()
        .header("If-Match", replaced.header("ETag"))
        .delete(POLICIES + "/" + id)
        .then()
        .statusCode(204);
    api.admin().get(POLICIES + "/" + id).then().statusCode(404).body("status", equalTo(404));
  }

  @Test
  void shouldKeepWhatTheFirstBytesMustBe() {
    Map<String, Object> policy = new HashMap<>(policy(name(), "allow"));
    String silent = api.create(policy);
    api.admin().get(POLICIES + "/" + silent).then().body("tls", nullValue());
    policy.put("tls", "verify");
    api.admin().body(policy).put(POLICIES + "/" + silent).then().statusCode(200);
    api.admin().get(POLICIES + "/" + silent).then().body("tls", equalTo("verify"));

    policy.put("tls", "sometimes");
    api.admin()
        .body(policy)
        .put(POLICIES + "/" + silent)
        .then()
        .statusCode(400)
        .body("errors[0].field", equalTo("tls"));
    api.delete(silent);
  }

  @Test
  void shouldKeepModeAndTimes() {
    Map<String, Object> policy = new HashMap<>(policy(name(), "allow"));
    String id = api.create(policy);
    api.admin()
        .get(POLICIES + "/" + id)
        .then()
        .body("mode", equalTo("enforce"))
        .body("validFrom", nullValue())
        .body("validUntil", nullValue())
        .body("schedule", nullValue());
    policy.put("mode", "report");
    policy.put("subjects", List.of(Map.of("kind", "serviceAccount", "value", "ci:builder")));
    policy.put("validFrom", "2026-01-01T01:00:00+01:00");
    policy.put("validUntil", "2027-01-31T00:00:00Z");
    policy.put(
        "schedule",
        Map.of("days", List.of("MONDAY"), "from", "22:00", "to", "24:00", "zone", "Asia/Tokyo"));

    api.admin().body(policy).put(POLICIES + "/" + id).then().statusCode(200);

    api.admin()
        .get(POLICIES + "/" + id)
        .then()
        .body("mode", equalTo("report"))
        .body("subjects[0].value", equalTo("ci:builder"))
        .body("validFrom", equalTo("2026-01-01T00:00:00Z"))
        .body("validUntil", equalTo("2027-01-31T00:00:00Z"))
        .body("schedule.days", equalTo(List.of("MONDAY")))
        .body("schedule.to", equalTo("24:00"))
        .body("schedule.zone", equalTo("Asia/Tokyo"));
    api.delete(id);
  }

  @Test
  void shouldTakeBackWhatItGave() {
    String id = api.create(policy(name(), "allow"));
    String document = api.admin().get(POLICIES + "/" + id).asString();

    api.admin().body(document).put(POLICIES + "/" + id).then().statusCode(200);
    api.delete(id);
  }

  @Test
  void shouldNotOverwriteWhatHasChangedMeanwhile() {
    String id = api.create(policy(name(), "allow"));
    String stale = api.admin().get(POLICIES + "/" + id).header("ETag");
    api.admin().body(policy(name(), "deny")).put(POLICIES + "/" + id).then().statusCode(200);

    api.admin()
        .header("If-Match", stale)
        .body(policy(name(), "allow"))
        .put(POLICIES + "/" + id)
        .then()
        .statusCode(412)
        .contentType("application/problem+json");
    String fresh = api.admin().get(POLICIES + "/" + id).header("ETag");
    api.admin()
        .header("If-Match", "W/" + fresh)
        .body(policy(name(), "allow"))
        .put(POLICIES + "/" + id)
        .then()
        .statusCode(412);
    api.admin()
        .header("If-Match", stale + ", " + fresh)
        .body(policy(name(), "allow"))
        .put(POLICIES + "/" + id)
        .then()
        .statusCode(200);
    api.delete(id);
  }

  @Test
  void shouldKeepNamesUnique() {
    String name = name();
    String id = api.create(policy(name, "allow"));

    api.admin()
        .body(policy(name, "deny"))
        .post(POLICIES)
        .then()
        .statusCode(409)
        .contentType("application/problem+json");
    api.delete(id);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'name': 'x y'}                                           | name",
        "{'effect': 'perhaps'}                                     | effect",
        "{'effect': 7}                                             | effect",
        "{'enabled': 'yes'}                                        | enabled",
        "{'mode': 'perhaps'}                                       | mode",
        "{'action': 'report'}                                      | action",
        "{'validUntil': 'soon'}                                    | validUntil",
        "{'validUntil': 1}                                         | validUntil",
        "{'schedule': {'days': ['MONDAY'], 'from': '08:00', 'to': '19:00'}}| schedule.zone",
        "{'schedule': {'hours': '08:00'}}                          | schedule.hours",
        "{'enabled': null}                                         | enabled",
        "{'description': 'a\\u0000b'}                              | description",
        "{'subjects': [{'kind': 'user', 'value': 'a\\u0000'}]}     | subjects[0].value",
        "{'subjects': [{'kind': 'user', 'value': 'a\\ud800'}]}     | subjects[0].value",
        "{'destinations': [{'cidr': '::ffff:10.0.0.0/104', 'ports': ['1']}]}| destinations[0].cidr",
        "{'subjects': []}                                          | subjects",
        "{'subjects': {}}                                          | subjects",
        "{'subjects': [{'kind': 'user'}]}                          | subjects[0].value",
        "{'subjects': [{'kind': 'alien', 'value': 'x'}]}           | subjects[0].kind",
        "{'subjects': [{'kind': 'anyone', 'name': 'x'}]}           | subjects[0].name",
        "{'destinations': [{'host': 'a b', 'ports': ['443']}]}     | destinations[0].host",
        "{'destinations': [{'host': 'a', 'ports': ['0']}]}         | destinations[0].ports[0]",
        "{'destinations': [{'host': 'a', 'ports': []}]}            | destinations[0].ports",
        "{'destinations': [{'host': 'a'}]}                         | destinations[0].ports",
        "{'destinations': [{'cidr': '10.0.0.1/8', 'ports': ['1']}]}| destinations[0].cidr",
        "{'destinations': [{'ports': ['443']}]}                    | destinations[0]",
      })
  void shouldNameTheFieldOfEveryMistake(String change, String field) {
    Map<String, Object> policy = new HashMap<>(policy(name(), "allow"));
    policy.putAll(JsonPath.from(change.replace('\'', '"')).getMap("$"));

    api.admin()
        .body(policy)
        .post(POLICIES)
        .then()
        .statusCode(400)
        .contentType("application/problem+json")
        .body("errors.field", hasItem(field))
        .body("errors[0].message", notNullValue());
  }

  @ParameterizedTest
  @CsvSource({
    "'{\"effect\": \"deny\", \"effect\": \"allow\"}'",
    "''",
    "'['",
    "'[]'",
    "'null'",
    "'{} {}'",
    "'\"policy\"'"
  })
  void shouldRefuseWhatIsNoJsonObject(String body) {
    api.admin()
        .body(body)
        .post(POLICIES)
        .then()
        .statusCode(400)
        .contentType("application/problem+json");
  }

  @Test
  void shouldRefuseUnknownParameters() {
    api.auditor()
        .queryParam("nmae", "x")
        .get(POLICIES)
        .then()
        .statusCode(400)
        .body("errors[0].field", equalTo("nmae"));
  }

  @Test
  void shouldNotWriteWhenItIsToldMoreThanItKnows() {
    String name = name();

    api.admin()
        .queryParam("dryRun", true)
        .body(policy(name, "allow"))
        .post(POLICIES)
        .then()
        .statusCode(400)
        .body("errors[0].field", equalTo("dryRun"));

    String id = api.create(policy(name, "allow"));
    for (String method : List.of("GET", "PUT", "DELETE")) {
      api.admin()
          .queryParam("x", 1)
          .body(policy(name, "allow"))
          .request(method, POLICIES + "/" + id)
          .then()
          .statusCode(400);
    }
    api.delete(id);
  }

  @Test
  void shouldPageThroughAllPolicies() {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      ids.add(api.create(policy(name(), "allow")));
    }
    List<String> seen = new ArrayList<>();
    String cursor = null;
    do {
      var request = api.auditor().queryParam("limit", 3);
      Response page =
          (cursor == null ? request : request.queryParam("cursor", cursor)).get(POLICIES);
      page.then().statusCode(200);
      seen.addAll(page.jsonPath().getList("items.id"));
      cursor = page.jsonPath().getString("next");
    } while (cursor != null);

    assertThat(seen).containsAll(ids);
    assertThat(new HashSet<>(seen)).as("none twice").hasSameSizeAs(seen);
    ids.forEach(api::delete);
  }

  @Test
  void shouldLetAuditorsReadButNotChange() {
    api.auditor().get(POLICIES).then().statusCode(200);
    api.auditor()
        .body(policy(name(), "allow"))
        .post(POLICIES)
        .then()
        .statusCode(403)
        .contentType("application/problem+json");
    api.auditor().delete(POLICIES + "/" + UUID.randomUUID()).then().statusCode(403);
  }

  @Test
  void shouldTellNothingToAnybodyElse() {
    api.as(issuer.pass("alice")).get(POLICIES).then().statusCode(403);
    RestAssured.given()
        .get(POLICIES)
        .then()
        .statusCode(401)
        .header("WWW-Authenticate", startsWith("Bearer"))
        .contentType("application/problem+json");
    api.as(issuer.expired("adam"))
        .get(POLICIES)
        .then()
        .statusCode(401)
        .contentType("application/problem+json");
    api.as(issuer.bound("adam", Map.of("x5t#S256", "somebody-elses"), "sekisho-admin"))
        .get(POLICIES)
        .then()
        .statusCode(401);
    api.as(issuer.unsigned("adam")).get(POLICIES).then().statusCode(401);
  }

  @Test
  void shouldDescribeItself() {
    RestAssured.given()
        .accept("application/json")
        .get("/q/openapi")
        .then()
        .statusCode(200)
        .body(
            "paths.keySet()",
            hasItems(
                "/api/v1/decisions",
                "/api/v1/policies",
                "/api/v1/policies/{id}",
                "/api/v1/policies/export",
                "/api/v1/policies/import",
                "/api/v1/policies/{id}/history",
                "/api/v1/policies/{id}/rollback",
                "/api/v1/tunnels",
                "/api/v1/tunnels/{id}",
                "/api/v1/tunnels/live"))
        .body("paths.'/api/v1/tunnels'.get.parameters", hasSize(19));
  }

  private static String name() {
    return "policy-" + UUID.randomUUID();
  }

  private static Map<String, Object> policy(String name, String effect) {
    return Api.policy(
        name,
        effect,
        List.of(Api.user("nobody-in-particular")),
        Map.of("host", "example.com", "ports", List.of("443")));
  }
}
