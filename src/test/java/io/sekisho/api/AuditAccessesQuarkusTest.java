package io.sekisho.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.sekisho.support.PatientSql;
import io.sekisho.support.RunningSekisho;
import jakarta.inject.Inject;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nobody reads the audit log unseen. */
@QuarkusTest
class AuditAccessesQuarkusTest extends RunningSekisho {

  private static final String ACCESSES = "/api/v1/audit/accesses";
  private static final String TUNNELS = "/api/v1/tunnels";
  private static final Map<String, Object> PERIOD =
      Map.of("from", "2056-05-01T00:00:00Z", "to", "2056-06-01T00:00:00Z");

  /** Every call that tells of the log, by what it is recorded as. */
  private static final Map<String, Function<RequestSpecification, Response>> CALLS = calls();

  @Inject AgroalDataSource dataSource;

  private final String reader = "audrey-" + UUID.randomUUID();

  @BeforeEach
  void month() throws SQLException {
    execute("drop table if exists audit_record_2056_05");
    execute("select audit_record_add_partitions('2056-05-01Z', '2056-05-02Z')");
    execute(generated(7));
  }

  @Test
  void shouldRecordEveryCallThatTellsOfTheLog() {
    CALLS.forEach(
        (call, request) -> {
          assertThat(request.apply(reader()).statusCode()).as(call).isIn(200, 404);
          JsonPath recorded = accesses();
          assertThat(recorded.getString("items[0].call")).isEqualTo(call);
          assertThat(recorded.getString("items[0].user")).isEqualTo(reader);
          assertThat(recorded.getString("items[0].subject")).isNotEmpty();
          assertThat(recorded.getString("items[0].issuer")).isNotEmpty();
        });
    assertThat(accesses().getList("items")).hasSize(CALLS.size());
  }

  @Test
  void shouldRecordWhatWasAskedForAndHowMuchWasTold() {
    reader().queryParams(PERIOD).queryParam("limit", 3).get(TUNNELS).then().statusCode(200);
    JsonPath recorded = accesses();
    assertThat(recorded.getMap("items[0].parameters"))
        .isEqualTo(Map.of("from", PERIOD.get("from"), "to", PERIOD.get("to"), "limit", "3"));
    assertThat(recorded.getInt("items[0].rows")).as("what is told").isEqualTo(3);
    assertThat(recorded.getString("items[0].format")).isEqualTo("json");
    assertThat(recorded.getBoolean("items[0].complete")).isTrue();

    for (String type : List.of("csv", "x-ndjson")) {
      reader()
          .accept((type.equals("csv") ? "text/" : "application/") + type)
          .queryParams(PERIOD)
          .get(TUNNELS)
          .then()
          .statusCode(200);
      await().atMost(Duration.ofSeconds(20)).until(() -> accesses().get("items[0].rows") != null);
      recorded = accesses();
      assertThat(recorded.getInt("items[0].rows")).isEqualTo(7);
      assertThat(recorded.getString("items[0].format")).isEqualTo(type.replace("x-", ""));
      assertThat(recorded.getBoolean("items[0].complete")).isTrue();
    }
  }

  /** It stands there before the first row leaves, and how much it was once it is over. */
  @Test
  void shouldRecordAnExportThatWasCutOff() throws Exception {
    execute(generated(200_000));
    try (Socket socket = new Socket()) {
      socket.setReceiveBufferSize(4096);
      socket.connect(new InetSocketAddress("localhost", RestAssured.port));
      socket
          .getOutputStream()
          .write(
              ("GET "
                      + TUNNELS
                      + "?from=2056-05-01T00:00:00Z HTTP/1.1\r\nHost: localhost\r\nAccept: text/csv"
                      + "\r\nAuthorization: Bearer "
                      + issuer.pass(reader, "sekisho-auditor")
                      + "\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      assertThat(socket.getInputStream().read()).isPositive();
      JsonPath recorded = accesses();
      assertThat(recorded.getString("items[0].call")).isEqualTo("GET " + TUNNELS);
      assertThat(recorded.<Object>get("items[0].rows")).isNull();
      assertThat(recorded.<Object>get("items[0].complete")).isNull();
    }
    await().atMost(Duration.ofSeconds(60)).until(() -> accesses().get("items[0].complete") != null);
    assertThat(accesses().getBoolean("items[0].complete")).isFalse();
    assertThat(accesses().getInt("items[0].rows")).isLessThan(200_000);
  }

  @Test
  void shouldAnswerNothingThatItCannotRecord() throws SQLException {
    execute("alter table audit_access rename to audit_access_away");
    try {
      CALLS.forEach(
          (call, request) ->
              request
                  .apply(reader())
                  .then()
                  .statusCode(503)
                  .contentType("application/problem+json")
                  .body("items", equalTo(null)));
      for (String type : List.of("text/csv", "application/x-ndjson")) {
        reader().accept(type).queryParams(PERIOD).get(TUNNELS).then().statusCode(503);
      }
    } finally {
      execute("alter table audit_access_away rename to audit_access");
    }
    assertThat(accesses().getList("items")).isEmpty();
  }

  @Test
  void shouldNotRecordWhatWasNotAnswered() {
    reader().queryParam("usr", "x").get(TUNNELS).then().statusCode(400);
    reader().accept("text/csv").queryParam("limit", 3).get(TUNNELS).then().statusCode(400);
    api.as(issuer.pass(reader)).get(TUNNELS).then().statusCode(403);
    api.as(issuer.pass(reader)).get("/api/v1/me/tunnels").then().statusCode(200);
    assertThat(accesses().getList("items")).isEmpty();
  }

  @Test
  void shouldRecordThatTheRecordsAreRead() {
    JsonPath before = accessesOf("audrey", 1);
    JsonPath after = accessesOf("audrey", 2);
    assertThat(after.getString("items[0].call")).isEqualTo("GET " + ACCESSES);
    assertThat(after.getInt("items[0].rows")).isEqualTo(1);
    assertThat(after.getString("items[0].parameters.user")).isEqualTo("audrey");
    assertThat(before.getString("items[0].id")).isEqualTo(after.getString("items[1].id"));
  }

  @Test
  void shouldPageThroughAccesses() {
    for (int i = 0; i < 5; i++) {
      reader().queryParams(PERIOD).queryParam("port", i + 1).get(TUNNELS).then().statusCode(200);
    }
    List<String> ports = new ArrayList<>();
    String cursor = null;
    do {
      var request = api.auditor().queryParam("user", reader).queryParam("limit", 2);
      JsonPath page =
          (cursor == null ? request : request.queryParam("cursor", cursor))
              .get(ACCESSES)
              .jsonPath();
      ports.addAll(page.getList("items.parameters.port"));
      cursor = page.getString("next");
    } while (cursor != null);
    assertThat(ports).containsExactly("5", "4", "3", "2", "1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "update %s set user_name = 'x' where kind = 'answered'",
        "delete from %s",
        "truncate %s"
      })
  void shouldNeverChangeThem(String statement) throws SQLException {
    reader().queryParams(PERIOD).get(TUNNELS).then().statusCode(200);
    assertThatThrownBy(() -> execute(statement.formatted("audit_access")))
        .hasMessageContaining("append-only");
    assertThat(accesses().getList("items")).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"call, x", "from, yesterday", "limit, 0", "cursor, abc"})
  void shouldNameABadParameter(String name, String value) {
    api.auditor()
        .queryParam(name, value)
        .get(ACCESSES)
        .then()
        .statusCode(400)
        .body("errors[0].field", equalTo(name));
  }

  @Test
  void shouldOpenThemToAuditorsOnly() {
    api.admin().get(ACCESSES).then().statusCode(403);
    api.as(issuer.pass("alice")).get(ACCESSES).then().statusCode(403);
    RestAssured.given().get(ACCESSES).then().statusCode(401);
    api.auditor().delete(ACCESSES).then().statusCode(405);
  }

  private static Map<String, Function<RequestSpecification, Response>> calls() {
    Map<String, Function<RequestSpecification, Response>> calls = new LinkedHashMap<>();
    calls.put("GET /api/v1/tunnels", request -> request.queryParams(PERIOD).get(TUNNELS));
    calls.put(
        "GET /api/v1/tunnels/{id}", request -> request.get(TUNNELS + "/" + UUID.randomUUID()));
    calls.put("GET /api/v1/alerts", request -> request.get("/api/v1/alerts"));
    calls.put(
        "GET /api/v1/alerts/{id}", request -> request.get("/api/v1/alerts/" + UUID.randomUUID()));
    calls.put("GET /api/v1/tunnels/live", request -> request.get(TUNNELS + "/live"));
    calls.put(
        "POST /api/v1/replays",
        request ->
            request
                .body(
                    Map.of(
                        "from", PERIOD.get("from"), "to", PERIOD.get("to"), "policies", List.of()))
                .post("/api/v1/replays"));
    calls.put(
        "POST /api/v1/policies/proposals",
        request -> request.body(PERIOD).post("/api/v1/policies/proposals"));
    calls.put(
        "GET /api/v1/audit/summary",
        request ->
            request.queryParams(PERIOD).queryParam("by", "user").get("/api/v1/audit/summary"));
    calls.put(
        "GET /api/v1/audit/accesses",
        request -> request.queryParam("user", "nobody").get(ACCESSES));
    calls.put("GET /api/v1/audit/holds", request -> request.get("/api/v1/audit/holds"));
    calls.put(
        "GET /api/v1/audit/holds/{id}",
        request -> request.get("/api/v1/audit/holds/" + UUID.randomUUID()));
    return calls;
  }

  private RequestSpecification reader() {
    return api.as(issuer.pass(reader, "sekisho-auditor"));
  }

  private JsonPath accesses() {
    return accessesOf(reader, 100);
  }

  private JsonPath accessesOf(String user, int limit) {
    return api.auditor()
        .queryParam("user", user)
        .queryParam("limit", limit)
        .get(ACCESSES)
        .then()
        .statusCode(200)
        .extract()
        .jsonPath();
  }

  private static String generated(int rows) {
    return """
        insert into audit_record (id, tunnel_id, kind, node, recorded_at, attempted_at, decision,
          user_name, host, port, client_address)
        select gen_random_uuid(), gen_random_uuid(), 'refused', 'n', now(),
          timestamptz '2056-05-01Z' + i * interval '1 second', 'deny', 'u', 'h.test', 443, '192.0.2.1'
        from generate_series(1, %d) i"""
        .formatted(rows);
  }

  private void execute(String sql) throws SQLException {
    PatientSql.execute(dataSource, sql);
  }
}
