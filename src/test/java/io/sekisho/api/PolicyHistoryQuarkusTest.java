package io.sekisho.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.sekisho.support.Api;
import io.sekisho.support.RunningSekisho;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who changed what, and the way back. */
@QuarkusTest
class PolicyHistoryQuarkusTest extends RunningSekisho {

  private static final String POLICIES = "/api/v1/policies/";
  private static final ObjectMapper JSON = new ObjectMapper();

  @Inject DataSource dataSource;

  @Test
  void shouldTellWhoDidWhatWithBeforeAndAfter() throws Exception {
    Api eve =
        new Api("http://localhost:" + RestAssured.port, issuer.pass("eve", "sekisho-admin"), "");
    String name = name();
    String id = api.create(policy(name, "allow"));
    JsonNode first = document(id);
    eve.admin().body(policy(name, "deny")).put(POLICIES + id).then().statusCode(200);
    JsonNode second = document(id);
    api.delete(id);

    Response history = api.auditor().get(POLICIES + id + "/history");

    history
        .then()
        .statusCode(200)
        .body("items.action", contains("deleted", "changed", "created"))
        .body("items.by", contains("adam", "eve", "adam"))
        .body("items.subject", hasItem("subject-of-eve"))
        .body("items[0].issuer", equalTo(issuer.url()))
        .body("items[0].at", notNullValue())
        .body("next", nullValue());
    JsonNode items = JSON.readTree(history.asString()).get("items");
    assertThat(items.get(2).get("before").isNull()).isTrue();
    assertThat(items.get(2).get("after")).isEqualTo(first);
    assertThat(items.get(1).get("before")).isEqualTo(first);
    assertThat(items.get(1).get("after")).isEqualTo(second);
    assertThat(items.get(0).get("before")).isEqualTo(second);
    assertThat(items.get(0).get("after").isNull()).isTrue();
    assertThat(history.jsonPath().getList("items.revision", Long.class))
        .isSortedAccordingTo((a, b) -> Long.compare(b, a))
        .doesNotHaveDuplicates();
  }

  @Test
  void shouldPageThroughTheHistory() {
    String name = name();
    String id = api.create(policy(name, "allow"));
    for (int i = 0; i < 6; i++) {
      api.admin().body(policy(name, "deny")).put(POLICIES + id).then().statusCode(200);
    }
    List<Long> seen = new ArrayList<>();
    String cursor = null;
    do {
      var request = api.auditor().queryParam("limit", 3);
      Response page =
          (cursor == null ? request : request.queryParam("cursor", cursor))
              .get(POLICIES + id + "/history");
      page.then().statusCode(200);
      seen.addAll(page.jsonPath().getList("items.revision", Long.class));
      cursor = page.jsonPath().getString("next");
    } while (cursor != null);

    assertThat(seen)
        .hasSize(7)
        .doesNotHaveDuplicates()
        .isSortedAccordingTo((a, b) -> (int) (b - a));
    api.auditor()
        .queryParam("cursor", "bm8")
        .get(POLICIES + id + "/history")
        .then()
        .statusCode(400)
        .body("errors[0].field", equalTo("cursor"));
    api.delete(id);
  }

  @Test
  void shouldRollBackAndSaySo() throws Exception {
    String name = name();
    String id = api.create(policy(name, "allow"));
    JsonNode first = document(id);
    long revision = newest(id);
    Response changed = api.admin().body(policy(name, "deny")).put(POLICIES + id);

    Response restored =
        api.admin()
            .header("If-Match", changed.header("ETag"))
            .body(Map.of("revision", revision))
            .post(POLICIES + id + "/rollback");

    restored.then().statusCode(200).body("effect", equalTo("allow"));
    assertThat(document(id)).isEqualTo(first);
    assertThat(restored.header("ETag"))
        .isNotEqualTo(changed.header("ETag"))
        .isEqualTo(api.admin().get(POLICIES + id).header("ETag"));
    api.auditor()
        .get(POLICIES + id + "/history")
        .then()
        .body("items.action", contains("rolled_back", "changed", "created"))
        .body("items[0].by", equalTo("adam"));
    api.admin()
        .header("If-Match", changed.header("ETag"))
        .body(Map.of("revision", revision))
        .post(POLICIES + id + "/rollback")
        .then()
        .statusCode(412);
    api.delete(id);
  }

  @Test
  void shouldBringBackWhatWasDeletedUnderItsId() throws Exception {
    String id = api.create(policy(name(), "allow"));
    JsonNode first = document(id);
    long revision = newest(id);
    String tag = api.admin().get(POLICIES + id).header("ETag");
    api.delete(id);
    api.admin()
        .header("If-Match", tag)
        .body(Map.of("revision", revision))
        .post(POLICIES + id + "/rollback")
        .then()
        .statusCode(412);
    api.admin()
        .body(Map.of("revision", newest(id)))
        .post(POLICIES + id + "/rollback")
        .then()
        .statusCode(409);

    Response restored =
        api.admin().body(Map.of("revision", revision)).post(POLICIES + id + "/rollback");

    restored.then().statusCode(200).body("id", equalTo(id));
    assertThat(document(id)).isEqualTo(first);
    assertThat(restored.header("ETag")).as("a revision never means two things").isNotEqualTo(tag);
    api.admin()
        .header("If-Match", restored.header("ETag"))
        .body(restored.asString())
        .put(POLICIES + id)
        .then()
        .statusCode(200);
    api.auditor()
        .get(POLICIES + id + "/history")
        .then()
        .body("items.action", contains("changed", "rolled_back", "deleted", "created"));
    api.delete(id);
  }

  @Test
  void shouldNotRollBackToANameThatIsTaken() {
    String name = name();
    String id = api.create(policy(name, "allow"));
    long revision = newest(id);
    api.delete(id);
    String other = api.create(policy(name, "deny"));

    api.admin()
        .body(Map.of("revision", revision))
        .post(POLICIES + id + "/rollback")
        .then()
        .statusCode(409)
        .contentType("application/problem+json");
    api.delete(other);
  }

  @Test
  void shouldNotRollBackToWhatIsNoPolicyAnyMore() throws Exception {
    String id = api.create(policy(name(), "allow"));
    sql(
        "update policy set name = 'no name', subjects = '[{\"kind\": \"role\", \"value\": \"x\"}]'"
            + " where id = '%s'".formatted(id));
    long revision = newest(id);
    String good = name();
    api.admin().body(policy(good, "allow")).put(POLICIES + id).then().statusCode(200);

    api.admin()
        .body(Map.of("revision", revision))
        .post(POLICIES + id + "/rollback")
        .then()
        .statusCode(409)
        .contentType("application/problem+json")
        .body("errors.field", hasItems("name", "subjects[0].kind"));
    api.admin().get(POLICIES + id).then().body("name", equalTo(good));
    api.delete(id);
  }

  @Test
  void shouldShowChangesByHandWithoutAnAuthor() throws Exception {
    String id = api.create(policy(name(), "allow"));
    String tag = api.admin().get(POLICIES + id).header("ETag");

    sql("update policy set enabled = false where id = '%s'".formatted(id));

    api.auditor()
        .get(POLICIES + id + "/history")
        .then()
        .body("items[0].action", equalTo("changed"))
        .body("items[0].by", nullValue())
        .body("items[0].before.enabled", equalTo(true))
        .body("items[0].after.enabled", equalTo(false));
    assertThat(api.admin().get(POLICIES + id).header("ETag")).isNotEqualTo(tag);
    sql("delete from policy where id = '%s'".formatted(id));
    api.auditor()
        .get(POLICIES + id + "/history")
        .then()
        .body("items[0].action", equalTo("deleted"))
        .body("items[0].by", nullValue());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "update policy_history set user_name = 'mallory'",
        "delete from policy_history",
        "truncate policy_history",
        "update policy set id = gen_random_uuid()"
      })
  void shouldRefuseToRewriteHistory(String statement) {
    String id = api.create(policy(name(), "allow"));

    assertThatThrownBy(() -> sql(statement)).hasMessageMatching("(?s).*(append-only|not change).*");
    api.delete(id);
  }

  @Test
  void shouldRecordWhatATruncationTakes() throws Exception {
    String id = api.create(policy(name(), "allow"));
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      try {
        statement.execute("truncate policy");
        try (var rows =
            statement.executeQuery(
                "select after_change from policy_history where action = 'deleted' and policy_id = '"
                    + id
                    + "'")) {
          assertThat(rows.next()).isTrue();
        }
      } finally {
        connection.rollback();
      }
    }
    api.delete(id);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"revision\": null}",
        "{\"revision\": \"1\"}",
        "{\"revision\": 1.5}",
        "{\"revision\": 1e30}",
        "{\"revision\": 0, \"force\": true}",
        "[]",
        "",
        "{"
      })
  void shouldTakeNothingButARevision(String body) {
    String id = api.create(policy(name(), "allow"));

    api.admin()
        .body(body)
        .post(POLICIES + id + "/rollback")
        .then()
        .statusCode(400)
        .contentType("application/problem+json");
    api.delete(id);
  }

  @Test
  void shouldNotFindWhatNeverWas() {
    String id = api.create(policy(name(), "allow"));
    String nobody = UUID.randomUUID().toString();

    api.auditor().get(POLICIES + nobody + "/history").then().statusCode(404);
    for (String policy : List.of(nobody, id)) {
      api.admin()
          .body(Map.of("revision", 4711))
          .post(POLICIES + policy + "/rollback")
          .then()
          .statusCode(404);
    }
    api.delete(id);
  }

  @Test
  void shouldLetAuditorsLookAndAdministratorsAct() {
    String id = api.create(policy(name(), "allow"));

    api.as(issuer.pass("alice")).get(POLICIES + id + "/history").then().statusCode(403);
    api.auditor()
        .body(Map.of("revision", 0))
        .post(POLICIES + id + "/rollback")
        .then()
        .statusCode(403);
    api.delete(id);
  }

  private JsonNode document(String id) throws Exception {
    ObjectNode policy =
        (ObjectNode) JSON.readTree(api.admin().get(POLICIES + id).then().extract().asString());
    return policy.remove(List.of("id", "revision", "createdAt", "updatedAt"));
  }

  private long newest(String id) {
    return api.auditor()
        .get(POLICIES + id + "/history")
        .then()
        .statusCode(200)
        .extract()
        .jsonPath()
        .getLong("items[0].revision");
  }

  private void sql(String text) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(text);
    }
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
