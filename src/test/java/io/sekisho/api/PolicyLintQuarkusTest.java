package io.sekisho.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import io.sekisho.support.Api;
import io.sekisho.support.RunningSekisho;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is odd about the policies, told when they are written and when it is asked for. */
@QuarkusTest
class PolicyLintQuarkusTest extends RunningSekisho {

  private static final String LINT = "/api/v1/policies/lint";

  private final String user = "linted-" + UUID.randomUUID();
  private final String prefix = "lint-" + UUID.randomUUID() + "-";
  private final List<String> written = new ArrayList<>();

  @AfterEach
  void removeAll() {
    written.forEach(api::delete);
  }

  @Test
  void shouldTellWhatIsOddWithEveryChange() {
    post("allow", "allow", "a.example.com").body("lint", empty());
    JsonPath deny =
        post("deny", "deny", "*.example.com")
            .body("lint.policy", contains(prefix + "allow"))
            .body("lint.kind", contains("shadowed"))
            .body("lint.other", contains(prefix + "deny"))
            .extract()
            .jsonPath();
    String path = "/api/v1/policies/" + deny.getString("id");

    api.admin()
        .body(policy("deny", "deny", "*.a.example.com"))
        .put(path)
        .then()
        .statusCode(200)
        .body("lint", empty());
    api.admin().get(path).then().body("lint", nullValue());
    api.admin()
        .body(Map.of("revision", deny.getLong("revision")))
        .post(path + "/rollback")
        .then()
        .statusCode(200)
        .body("lint.kind", contains("shadowed"));
    assertThat(odd()).containsExactly(prefix + "allow");
  }

  @Test
  void shouldTakeBackWhatItAnsweredToAChange() {
    JsonPath answer = post("allow", "allow", "a.example.com").extract().jsonPath();
    assertThat(answer.getMap("$")).containsKey("lint");
    api.admin()
        .body(answer.getMap("$"))
        .put("/api/v1/policies/" + answer.getString("id"))
        .then()
        .statusCode(200);
  }

  @Test
  void shouldKnowWhichAddressesAreProhibited() {
    post("inside", "allow", "10.0.0.1").body("lint.kind", contains("prohibited"));
    post("loopback", "allow", "127.0.0.1").body("lint", empty());
  }

  @Test
  void shouldTellOfASetBeforeItIsApplied() {
    api.admin()
        .queryParam("dryRun", true)
        .body(
            Map.of(
                "policies",
                List.of(
                    policy("one", "allow", "a.example.com"),
                    policy("two", "allow", "*.example.com"))))
        .post("/api/v1/policies/import")
        .then()
        .statusCode(200)
        .body("applied", equalTo(false))
        .body("lint.policy", contains(prefix + "one"))
        .body("lint.kind", contains("redundant"))
        .body("lintTotal", equalTo(1));
  }

  @Test
  void shouldPageThroughAllOfIt() {
    post("b", "allow", "a.example.com");
    post("a", "allow", "a.example.com");
    post("c", "allow", "a.example.com");
    assertThat(odd()).containsExactly(prefix + "a", prefix + "b", prefix + "c");
  }

  @Test
  void shouldAnswerThoseWithARoleOnly() {
    api.admin().get(LINT).then().statusCode(200);
    api.as(issuer.pass("alice")).get(LINT).then().statusCode(403);
    api.auditor().queryParam("all", true).get(LINT).then().statusCode(400);
    api.auditor().queryParam("cursor", "?").get(LINT).then().statusCode(400);
    api.auditor().post(LINT).then().statusCode(405);
  }

  /** The names of this test's policies about which there is something, by pages of one. */
  private List<String> odd() {
    List<String> found = new ArrayList<>();
    String cursor = null;
    do {
      JsonPath page =
          api.auditor()
              .queryParams(cursor == null ? Map.of() : Map.of("cursor", cursor))
              .queryParam("limit", 1)
              .get(LINT)
              .then()
              .statusCode(200)
              .extract()
              .jsonPath();
      found.addAll(page.getList("items.policy"));
      cursor = page.getString("next");
    } while (cursor != null);
    return found.stream().filter(name -> name.startsWith(prefix)).toList();
  }

  private ValidatableResponse post(String name, String effect, String host) {
    ValidatableResponse answer =
        api.admin()
            .body(policy(name, effect, host))
            .post("/api/v1/policies")
            .then()
            .statusCode(201);
    written.add(answer.extract().path("id"));
    return answer;
  }

  private Map<String, Object> policy(String name, String effect, String host) {
    return new HashMap<>(
        Api.policy(
            prefix + name,
            effect,
            List.of(Api.user(user)),
            Map.of("host", host, "ports", List.of("443"))));
  }
}
