package io.sekisho.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.startsWith;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import io.sekisho.support.Api;
import io.sekisho.support.RunningSekisho;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From a policy in report mode to policies that allow what it has shown. */
@QuarkusTest
class LearningQuarkusTest extends RunningSekisho {

  private static final String PROPOSALS = "/api/v1/policies/proposals";

  @Inject AgroalDataSource dataSource;

  private final String tag = UUID.randomUUID().toString();
  private final String trial = "trial-" + tag;

  @Test
  void shouldProposeWhatATrialHasShown() throws Exception {
    Map<String, Object> policy =
        new HashMap<>(
            Api.policy(
                trial,
                "allow",
                List.of(Api.group("g-" + tag)),
                Map.of("host", "*.trial.test", "ports", List.of("443"))));
    policy.put("mode", "report");
    apply(policy);
    for (String user : List.of("al-" + tag, "bo-" + tag)) {
      for (String host : List.of("a.trial.test", "b.trial.test", "no.elsewhere.test")) {
        try (var client =
            client().requestTunnel(host + ":443", bearer(issuer.pass(user, "g-" + tag)))) {
          refused(client.refusal());
        }
      }
    }

    propose(Map.of())
        .body("policies", hasSize(1))
        .body("policies[0].subjects.value", contains("al-" + tag, "bo-" + tag))
        .body("policies[0].destinations.host", contains("a.trial.test", "b.trial.test"))
        .body("policies[0].destinations.ports", contains(List.of("443"), List.of("443")))
        .body("policies[0].mode", equalTo("enforce"))
        .body("evidence[0].policy", equalTo("proposed-001"))
        .body("evidence[0].attempts", equalTo(4))
        .body("evidence[0].callers", equalTo(2))
        .body("leftOut", equalTo(0));
    propose(Map.of("subjects", "groups"))
        .body("policies[0].subjects", contains(Map.of("kind", "group", "value", "g-" + tag)));
    propose(Map.of("wildcardFrom", 2))
        .body("policies[0].destinations.host", contains("*.trial.test"));
    propose(Map.of("reportPolicy", "another")).body("policies", empty());
    propose(Map.of("to", Instant.parse("2026-01-02T00:00:00Z").toString()))
        .body("policies", empty());

    String yaml =
        api.auditor()
            .accept("application/yaml")
            .body(question(Map.of("namePrefix", "learned-")))
            .post(PROPOSALS)
            .then()
            .statusCode(200)
            .contentType(startsWith("application/yaml"))
            .extract()
            .asString();
    api.admin()
        .config(
            RestAssuredConfig.config()
                .encoderConfig(
                    EncoderConfig.encoderConfig()
                        .appendDefaultContentCharsetToContentTypeIfUndefined(false)
                        .encodeContentTypeAs("application/yaml", ContentType.TEXT)))
        .contentType("application/yaml")
        .queryParam("dryRun", true)
        .body(yaml)
        .post("/api/v1/policies/import")
        .then()
        .statusCode(200)
        .body("created", contains("learned-001"));
  }

  @Test
  void shouldLeaveOutNamesThatAreNotRecordedInFull() throws SQLException {
    insert("'whole-" + tag + "'", "1");
    insert("'broken-\uFFFD'", "1");
    insert("repeat('x', 512)", "1");
    propose(Map.of())
        .body("policies.subjects.flatten().value", contains("whole-" + tag))
        .body("leftOut", equalTo(2));
  }

  @Test
  void shouldRefuseWhatIsTooMuchForOneAnswer() throws SQLException {
    insert("'u' || i", "20000");
    JsonPath all = propose(Map.of()).extract().jsonPath();
    assertThat(all.getList("policies.subjects.flatten()")).hasSize(20_000);
    insert("'one more'", "1");
    proposed(question(Map.of())).statusCode(400).body("errors.field", contains("from"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'from': 'x'}          | from",
        "{'from': null}         | from",
        "{'to': null}           | to",
        "{'to': '2026-01-01T00:00:00Z'} | to",
        "{'subjects': 'x'}      | subjects",
        "{'wildcardFrom': 1}    | wildcardFrom",
        "{'wildcardFrom': '3'}  | wildcardFrom",
        "{'namePrefix': 'a b'}  | namePrefix",
        "{'namePrefix': ''}     | namePrefix",
        "{'until': 'x'}         | until",
      })
  void shouldNameTheFieldOfEveryMistake(String change, String field) {
    proposed(question(JsonPath.from(change.replace('\'', '"')).getMap("$")))
        .statusCode(400)
        .body("errors.field", hasItem(field));
  }

  @Test
  void shouldAnswerThoseWithARoleOnly() {
    api.admin().body(question(Map.of())).post(PROPOSALS).then().statusCode(200);
    api.as(issuer.pass("alice")).body(question(Map.of())).post(PROPOSALS).then().statusCode(403);
    api.auditor().put(PROPOSALS).then().statusCode(405);
  }

  private ValidatableResponse propose(Map<String, Object> change) {
    return proposed(question(change)).statusCode(200).contentType("application/json");
  }

  private ValidatableResponse proposed(Map<String, Object> question) {
    return api.auditor().body(question).post(PROPOSALS).then();
  }

  private Map<String, Object> question(Map<String, Object> change) {
    Map<String, Object> question =
        new HashMap<>(
            Map.of(
                "from", "2026-01-01T00:00:00Z",
                "to", "2099-01-01T00:00:00Z",
                "reportPolicy", trial));
    question.putAll(change);
    return question;
  }

  private void insert(String user, String rows) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          insert into audit_record (id, tunnel_id, kind, node, recorded_at, attempted_at, decision,
            error, user_name, groups, host, port, would_deny, report_policy)
          select gen_random_uuid(), gen_random_uuid(), 'refused', 'n', now(), now(), 'deny',
            'http_request_denied', %s, '{}', 'a.test', 443, false, '%s'
          from generate_series(1, %s) i"""
              .formatted(user, trial, rows));
    }
  }
}
