package io.sekisho.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import io.sekisho.support.Api;
import io.sekisho.support.PatientSql;
import io.sekisho.support.RunningSekisho;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What other policies would have decided, over a log in a real PostgreSQL. */
@QuarkusTest
class ReplaysQuarkusTest extends RunningSekisho {

  private static final String REPLAYS = "/api/v1/replays";
  private static final String FROM = "2051-03-01T00:00:00Z";
  private static final String TO = "2051-04-01T00:00:00Z";
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @Inject AgroalDataSource dataSource;

  private final String tag = UUID.randomUUID().toString().substring(0, 8);

  @BeforeEach
  void emptyMonth() throws SQLException {
    execute("drop table if exists audit_record_2051_03");
    execute("select audit_record_add_partitions('2051-03-01Z', '2051-03-02Z')");
  }

  @Test
  void shouldCountWhatPoliciesDecidedAndNothingElse() throws SQLException {
    insert("opened", "allow", null, "'p'", "opened.test", "'9.9.9.9'");
    insert("refused", "error", "'connection_refused'", "'p'", "refusing.test", null);
    insert("refused", "error", "'dns_error'", null, "nowhere.test", null);
    insert("refused", "deny", "'http_request_denied'", null, "denied.test", null);
    insert("refused", "deny", "'http_request_denied'", "'d'", "forbidden.test", null);
    insert("refused", "deny", "'destination_ip_prohibited'", null, "inside.test", null);
    insert("refused", "error", "'proxy_internal_error'", null, "broken.test", null);
    insert("refused", "deny", null, null, null, null);

    JsonPath nothing = replay(List.of()).extract().jsonPath();
    assertThat(nothing.getList("differences.host"))
        .containsExactlyInAnyOrder("opened.test", "refusing.test", "nowhere.test");
    assertThat(nothing.getMap("totals"))
        .isEqualTo(
            Map.of("attempts", 5, "unchanged", 2, "gained", 0, "lost", 3, "undetermined", 0));
    JsonPath everything =
        replay(List.of(policy("all", Api.anyone(), "*.test"))).extract().jsonPath();
    assertThat(everything.getList("differences.findAll { it.change == 'gained' }.policyBefore"))
        .containsExactlyInAnyOrder(null, "d");
    assertThat(everything.getList("differences.policyAfter")).containsOnly("all");
  }

  @Test
  void shouldDecideAtTheTimeAndAddressAndForTheGroupsOfThen() throws SQLException {
    execute(
        row(
            "opened",
            "allow",
            null,
            "'p'",
            "a.test",
            "'9.9.9.9'",
            "2051-03-06T12:00:00Z")); // Monday
    execute(row("opened", "allow", null, "'p'", "a.test", "'9.9.9.9'", "2051-03-07T12:00:00Z"));
    Map<String, Object> mondays = policy("mondays", Api.group("g"), "a.test");
    mondays.put(
        "schedule",
        Map.of("days", List.of("MONDAY"), "from", "08:00", "to", "19:00", "zone", "UTC"));
    replay(List.of(mondays))
        .body("differences", hasSize(1))
        .body("differences[0].attempts", equalTo(1))
        .body("differences[0].first", equalTo("2051-03-07T12:00:00Z"))
        .body("differences[0].policyBefore", equalTo("p"));

    Map<String, Object> block = policy("block", Api.anyone(), "a.test");
    block.put("effect", "deny");
    block.put("destinations", List.of(Map.of("cidr", "9.9.9.0/24", "ports", List.of("443"))));
    replay(List.of(policy("all", Api.anyone(), "*.test"), block))
        .body("differences.policyAfter", equalTo(List.of("block")))
        .body("differences[0].attempts", equalTo(2));
  }

  @Test
  void shouldSayWhatItCannotTell() throws SQLException {
    insert("refused", "deny", "'http_request_denied'", null, "secret.test", null);
    Map<String, Object> block = policy("block", Api.anyone(), "x");
    block.put("destinations", List.of(Map.of("cidr", "9.9.9.0/24", "ports", List.of("443"))));
    replay(List.of(block)).body("differences.change", equalTo(List.of("undetermined")));
  }

  @Test
  void shouldKnowServiceAccountsAlsoOfOldRecords() throws SQLException {
    execute(
        row("opened", "allow", null, "'p'", "a.test", null, "2051-03-06T12:00:00Z")
            .replace("'user-" + tag + "'", "'east/system:serviceaccount:ci:builder'"));
    Map<String, String> account = Map.of("kind", "serviceAccount", "value", "east/ci:builder");
    replay(List.of(policy("account", account, "a.test"))).body("differences", empty());
  }

  @Test
  void shouldNotCallAGainWhatLeadsToAProhibitedAddress() throws SQLException {
    insert("refused", "deny", "'http_request_denied'", null, "10.0.0.1", null);
    replay(List.of(policy("all", Api.anyone(), "10.0.0.1"))).body("differences", empty());
  }

  @Test
  void shouldCompareWithTheCurrentPoliciesIfAskedTo() throws SQLException {
    insert("opened", "allow", null, "'old'", "a.test", "'9.9.9.9'");
    replay(question(List.of(policy("draft", Api.anyone(), "b.test")), Map.of("against", "current")))
        .body("differences", empty());
    String name = "current-" + tag;
    apply(policy(name, Api.user("user-" + tag), "a.test"));
    replay(question(List.of(policy("draft", Api.anyone(), "b.test")), Map.of("against", "current")))
        .body("differences.change", equalTo(List.of("lost")))
        .body("differences.policyBefore", equalTo(List.of(name)));
  }

  /** The same as counting them in the order in which they come. */
  @Test
  void shouldTellWhatCountingTells() throws SQLException {
    execute(
        generated(4_000, "'h' || i % 37 || case when i % 2 = 0 then '.a.test' else '.b.test' end"));
    List<Map<String, Object>> draft =
        List.of(
            policy("a", Api.anyone(), "*.a.test"), policy("b", Api.user("u3-" + tag), "*.b.test"));
    Map<String, Integer> expected = new TreeMap<>();
    for (int i = 1; i <= 4_000; i++) {
      boolean before = i % 3 > 0;
      boolean after = i % 2 == 0 || i % 10 == 3;
      if (before != after) {
        String host = "h" + i % 37 + (i % 2 == 0 ? ".a.test" : ".b.test");
        expected.merge("u" + i % 10 + "-" + tag + " " + host + " " + after, 1, Integer::sum);
      }
    }

    Map<String, Integer> told = new TreeMap<>();
    JsonPath answer = replay(draft).extract().jsonPath();
    answer
        .<Map<String, Object>>getList("differences")
        .forEach(
            one ->
                told.put(
                    one.get("user")
                        + " "
                        + one.get("host")
                        + " "
                        + one.get("change").equals("gained"),
                    (Integer) one.get("attempts")));
    assertThat(told).isEqualTo(expected);
    assertThat(answer.getInt("totals.attempts")).isEqualTo(4_000);
  }

  @Test
  void shouldAnswerLinesToWhoWantsLines() throws SQLException {
    insert("opened", "allow", null, "'p'", "a.test", null);
    String[] lines =
        api.auditor()
            .accept("application/x-ndjson")
            .body(question(List.of(), Map.of()))
            .post(REPLAYS)
            .then()
            .statusCode(200)
            .contentType("application/x-ndjson")
            .extract()
            .asString()
            .split("\n");
    assertThat(lines).hasSize(2);
    assertThat(JsonPath.from(lines[0]).getString("change")).isEqualTo("lost");
    assertThat(JsonPath.from(lines[1]).getInt("totals.lost")).isEqualTo(1);
  }

  /** Clients that read nothing hold a replay each; when they leave, it ends. */
  @Test
  void shouldRunFewAtATimeAndEndThoseWhoseClientsLeft() throws Exception {
    execute(generated(100_000, "'h' || i || '.test'"));
    String body =
        new ObjectMapper()
            .writeValueAsString(question(List.of(policy("all", Api.anyone(), "*.test")), Map.of()));
    List<Socket> silent = List.of(ask(body), ask(body));
    await().atMost(PATIENCE).until(() -> running() == 2);
    api.admin()
        .body(body)
        .post(REPLAYS)
        .then()
        .statusCode(503)
        .header("Retry-After", equalTo("10"))
        .contentType("application/problem+json");
    api.admin().get("/api/v1/policies").then().statusCode(200);
    for (Socket socket : silent) {
      socket.close();
    }
    await().atMost(PATIENCE).until(() -> running() == 0);
    await().atMost(PATIENCE).until(() -> api.admin().body(body).post(REPLAYS).statusCode() == 200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'from': null}        | from",
        "{'from': 'yesterday'} | from",
        "{'to': null}          | to",
        "{'to': '2051-03-01T00:00:00Z'} | to",
        "{'to': ['x']}         | to",
        "{'against': 'x'}      | against",
        "{'policies': null}    | policies",
        "{'until': 'x'}        | until",
        "{'policies': [{'name': 'a b'}]} | policies[0].name",
      })
  void shouldNameTheFieldOfEveryMistake(String change, String field) {
    replayed(question(List.of(), JsonPath.from(change.replace('\'', '"')).getMap("$")))
        .statusCode(400)
        .body("errors.field", hasItem(field));
  }

  @Test
  void shouldAnswerThoseWithARoleOnly() {
    Map<String, Object> question = question(List.of(), Map.of());
    api.admin().body(question).post(REPLAYS).then().statusCode(200);
    api.as(issuer.pass("alice")).body(question).post(REPLAYS).then().statusCode(403);
    api.auditor().queryParam("x", 1).body(question).post(REPLAYS).then().statusCode(400);
    api.auditor().get(REPLAYS).then().statusCode(405).header("Allow", equalTo("POST"));
  }

  private Socket ask(String body) throws IOException {
    Socket socket = new Socket("localhost", RestAssured.port);
    socket.setReceiveBufferSize(4096);
    OutputStream out = socket.getOutputStream();
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    out.write(
        ("POST "
                + REPLAYS
                + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Authorization: Bearer "
                + issuer.pass("audrey", "sekisho-auditor")
                + "\r\n"
                + "Content-Length: "
                + bytes.length
                + "\r\n\r\n")
            .getBytes(StandardCharsets.UTF_8));
    out.write(bytes);
    out.flush();
    return socket;
  }

  /** The replays in the database. */
  private int running() throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select count(*) from pg_stat_activity where state <> 'idle'"
                    + " and query like 'select user_name, service_account, groups%'")) {
      rows.next();
      return rows.getInt(1);
    }
  }

  private ValidatableResponse replay(List<Map<String, Object>> draft) {
    return replay(question(draft, Map.of()));
  }

  private ValidatableResponse replay(Map<String, Object> question) {
    return replayed(question).statusCode(200).contentType("application/json");
  }

  private ValidatableResponse replayed(Map<String, Object> question) {
    return api.auditor().body(question).post(REPLAYS).then();
  }

  private static Map<String, Object> question(
      List<Map<String, Object>> draft, Map<String, Object> change) {
    Map<String, Object> question = new HashMap<>(Map.of("from", FROM, "to", TO, "policies", draft));
    change.forEach(
        (field, value) -> {
          if (value == null) {
            question.remove(field);
          } else {
            question.put(field, value);
          }
        });
    return question;
  }

  private static Map<String, Object> policy(String name, Map<String, String> subject, String host) {
    return new HashMap<>(
        Api.policy(name, "allow", List.of(subject), Map.of("host", host, "ports", List.of("443"))));
  }

  private void insert(
      String kind, String decision, String error, String policy, String host, String address)
      throws SQLException {
    execute(row(kind, decision, error, policy, host, address, "2051-03-15T00:00:00Z"));
  }

  private String row(
      String kind,
      String decision,
      String error,
      String policy,
      String host,
      String address,
      String time) {
    return """
        insert into audit_record (id, tunnel_id, kind, node, recorded_at, attempted_at, decision,
          error, policy, user_name, groups, host, port, address)
        values (gen_random_uuid(), gen_random_uuid(), '%s', 'n', now(), '%s', '%s', %s, %s,
          'user-%s', '{g}', %s, 443, %s)"""
        .formatted(
            kind,
            time,
            decision,
            error,
            policy,
            tag,
            host == null ? null : "'" + host + "'",
            address);
  }

  /** Every third one is denied; ten users. */
  private String generated(int rows, String host) {
    return """
        insert into audit_record (id, tunnel_id, kind, node, recorded_at, attempted_at, decision,
          error, policy, user_name, groups, host, port)
        select gen_random_uuid(), gen_random_uuid(),
          case when i %% 3 > 0 then 'opened' else 'refused' end, 'n', now(),
          timestamptz '2051-03-02Z' + i * interval '1 second',
          case when i %% 3 > 0 then 'allow' else 'deny' end,
          case when i %% 3 > 0 then null else 'http_request_denied' end,
          case when i %% 3 > 0 then 'p' end, 'u' || i %% 10 || '-%s', '{}', %s, 443
        from generate_series(1, %d) i"""
        .formatted(tag, host, rows);
  }

  private void execute(String sql) throws SQLException {
    PatientSql.execute(dataSource, sql);
  }
}
