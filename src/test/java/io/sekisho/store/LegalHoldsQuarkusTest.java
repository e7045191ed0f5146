package io.sekisho.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.sekisho.support.PatientSql;
import io.sekisho.support.RunningSekisho;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What auditors hold, the retention leaves alone. */
@QuarkusTest
class LegalHoldsQuarkusTest extends RunningSekisho {

  private static final String HOLDS = "/api/v1/audit/holds";
  private static final String MONTH = "audit_record_2002_05";
  private static final Instant PAST = Instant.parse("2002-06-01T00:00:00Z");

  @Inject AuditPartitions partitions;
  @Inject AgroalDataSource dataSource;

  private final String suspect = "suspect-" + UUID.randomUUID();
  private final String other = "other-" + UUID.randomUUID();
  private final List<String> placed = new ArrayList<>();

  @BeforeEach
  void month() throws SQLException {
    execute("drop table if exists " + MONTH);
    partitions.addAround(Instant.parse("2002-05-15T00:00:00Z"));
  }

  @AfterEach
  void release() throws SQLException {
    placed.forEach(
        id ->
            api.auditor()
                .body(Map.of("reason", "the test is over"))
                .post(HOLDS + "/" + id + "/release"));
    execute("drop table if exists " + MONTH);
  }

  @Test
  void shouldKeepAllRecordsOfAUserWhereTheyAre() throws SQLException {
    UUID held = tunnel(suspect, "a.test", "2002-05-03T00:00:00Z");
    UUID gone = tunnel(other, "a.test", "2002-05-03T00:00:00Z");
    String id = place(Map.of("case", "2026-17", "reason", "a letter", "users", List.of(suspect)));

    assertThat(drop()).contains(MONTH + " except 3 held records");
    assertThat(drop()).as("once more").noneMatch(name -> name.startsWith(MONTH));

    JsonPath found =
        api.auditor()
            .queryParam("user", suspect)
            .get("/api/v1/tunnels")
            .then()
            .extract()
            .jsonPath();
    assertThat(found.getList("items.id")).containsExactly(held.toString());
    assertThat(found.getString("items[0].closeReason")).isEqualTo("client_closed");
    assertThat(api.tunnel(held).getList("records.kind"))
        .containsExactlyInAnyOrder("opened", "interim", "closed");
    assertThat(api.knows(gone)).isFalse();
    for (String change : List.of("update %s set node = 'x'", "delete from %s", "truncate %s")) {
      assertThatThrownBy(() -> execute(change.formatted(MONTH)))
          .hasMessageContaining("append-only");
    }

    api.auditor()
        .body(Map.of("reason", "the case is closed"))
        .post(HOLDS + "/" + id + "/release")
        .then()
        .statusCode(200)
        .body("releasedBy", equalTo("audrey"))
        .body("releaseReason", equalTo("the case is closed"));
    assertThat(drop()).contains(MONTH);
    assertThat(api.knows(held)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "users, alice, alice, x.test, 2002-05-03T00:00:00Z, true",
    "users, alic, alice, x.test, 2002-05-03T00:00:00Z, false",
    "users, subject-of-alice, alice, x.test, 2002-05-03T00:00:00Z, true",
    "hosts, X.test, alice, x.test, 2002-05-03T00:00:00Z, true",
    "hosts, *.test, alice, x.test, 2002-05-03T00:00:00Z, true",
    "hosts, *.test, alice, test, 2002-05-03T00:00:00Z, false",
    "hosts, *.est, alice, x.test, 2002-05-03T00:00:00Z, false",
    "hosts, 192.0.2.1, alice, 192.0.2.1, 2002-05-03T00:00:00Z, true",
    "from, 2002-05-03T00:00:00Z, alice, x.test, 2002-05-03T00:00:00Z, true",
    "from, 2002-05-03T00:00:00.000001Z, alice, x.test, 2002-05-03T00:00:00Z, false",
    "to, 2002-05-03T00:00:00Z, alice, x.test, 2002-05-03T00:00:00Z, false",
    "to, 2002-05-03T00:00:00.000001Z, alice, x.test, 2002-05-03T00:00:00Z, true",
  })
  void shouldKeepWhatItNamesAndNothingElse(
      String field, String value, String user, String host, String time, boolean held)
      throws SQLException {
    UUID tunnel = tunnel(user, host, time);
    boolean isTime = field.equals("from") || field.equals("to");
    place(Map.of("case", "c", "reason", "r", field, isTime ? value : List.of(value)));
    drop();
    assertThat(api.knows(tunnel)).isEqualTo(held);
  }

  @Test
  void shouldKeepWhatAnyOfSeveralHolds() throws SQLException {
    UUID one = tunnel(suspect, "a.test", "2002-05-03T00:00:00Z");
    UUID two = tunnel(suspect, "a.test", "2002-05-04T00:00:00Z");
    String byUser =
        place(
            Map.of(
                "case",
                "c",
                "reason",
                "r",
                "users",
                List.of(suspect),
                "from",
                "2002-05-03T12:00:00Z"));
    String byId = place(Map.of("case", "c", "reason", "r", "tunnels", List.of(one, two)));
    drop();
    assertThat(api.knows(one) && api.knows(two)).isTrue();
    api.auditor().body(Map.of("reason", "r")).post(HOLDS + "/" + byId + "/release");
    drop();
    assertThat(api.knows(one)).isFalse();
    assertThat(api.knows(two)).isTrue();
    api.auditor().body(Map.of("reason", "r")).post(HOLDS + "/" + byUser + "/release");
    drop();
    assertThat(api.knows(two)).isFalse();
  }

  @Test
  void shouldTellOfThemAndRecordWhoLooked() {
    String name = "case-" + UUID.randomUUID();
    String id = place(Map.of("case", name, "reason", "r", "hosts", List.of("*.Example.com")));
    String second = place(Map.of("case", name, "reason", "r", "users", List.of("u")));
    api.auditor()
        .queryParam("case", name)
        .get(HOLDS)
        .then()
        .body("items.id", contains(second, id))
        .body("items[1].hosts", contains("*.example.com"))
        .body("items[1].createdBy", equalTo("audrey"))
        .body("items[1].releasedAt", nullValue());
    String next =
        api.auditor()
            .queryParams("case", name, "limit", 1)
            .get(HOLDS)
            .then()
            .body("items.id", contains(second))
            .extract()
            .path("next");
    api.auditor()
        .queryParams("case", name, "limit", 1, "cursor", next)
        .get(HOLDS)
        .then()
        .body("items.id", contains(id))
        .body("next", nullValue());
    api.auditor().body(Map.of("reason", "r")).post(HOLDS + "/" + id + "/release");
    api.auditor()
        .queryParams("case", name, "inForce", true)
        .get(HOLDS)
        .then()
        .body("items.id", contains(second));
    api.auditor()
        .queryParams("case", name, "inForce", false)
        .get(HOLDS)
        .then()
        .body("items.id", contains(id));
    api.auditor().get(HOLDS + "/" + id).then().statusCode(200).body("case", equalTo(name));
    api.auditor()
        .get("/api/v1/audit/accesses")
        .then()
        .body("items.call", hasItem("GET /api/v1/audit/holds/{id}"))
        .body("items.call", hasItem("GET /api/v1/audit/holds"));
    api.auditor()
        .body(Map.of("reason", "r"))
        .post(HOLDS + "/" + id + "/release")
        .then()
        .statusCode(409);
    api.auditor()
        .body(Map.of("reason", "r"))
        .post(HOLDS + "/" + UUID.randomUUID() + "/release")
        .then()
        .statusCode(404);
    api.auditor().get(HOLDS + "/" + UUID.randomUUID()).then().statusCode(404);
  }

  @Test
  void shouldBeForAuditorsAlone() {
    Map<String, Object> hold = Map.of("case", "c", "reason", "r", "users", List.of("u"));
    String id = place(hold);
    for (String pass : List.of(issuer.pass("adam", "sekisho-admin"), issuer.pass("eve"))) {
      api.as(pass).get(HOLDS).then().statusCode(403);
      api.as(pass).get(HOLDS + "/" + id).then().statusCode(403);
      api.as(pass).body(hold).post(HOLDS).then().statusCode(403);
      api.as(pass)
          .body(Map.of("reason", "r"))
          .post(HOLDS + "/" + id + "/release")
          .then()
          .statusCode(403);
    }
  }

  @Test
  void shouldNotBeChanged() {
    place(Map.of("case", "c", "reason", "r", "users", List.of("u")));
    for (String table : List.of("audit_hold", "audit_hold_release")) {
      for (String change :
          List.of("update %s set reason = 'x'", "delete from %s", "truncate %s cascade")) {
        assertThatThrownBy(() -> execute(change.formatted(table)))
            .as(change, table)
            .hasMessageContaining("append-only");
      }
    }
  }

  @Test
  void shouldNeitherBePlacedNorReleasedWhileWhatItHoldsMayBeSignedAsDropped() throws SQLException {
    Map<String, Object> hold = Map.of("case", "c", "reason", "r", "users", List.of("u"));
    String id = place(hold);
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute(
          "select pg_advisory_xact_lock(hashtextextended('sekisho.audit_record.partitions', 0))");
      for (String call : List.of(HOLDS, HOLDS + "/" + id + "/release")) {
        api.auditor()
            .body(call.equals(HOLDS) ? hold : Map.of("reason", "r"))
            .post(call)
            .then()
            .statusCode(409)
            .body("detail", containsString("being dropped"));
      }
      connection.rollback();
    }
    api.auditor().get(HOLDS + "/" + id).then().body("releasedAt", nullValue());
    place(hold);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"case\": \"c\", \"reason\": \"r\"} | users",
        "{\"reason\": \"r\", \"users\": [\"u\"]} | case",
        "{\"case\": \"c\", \"users\": [\"u\"]} | reason",
        "{\"case\": \"c\", \"reason\": \"r\", \"users\": [\"u\", \"\"]} | users[1]",
        "{\"case\": \"c\", \"reason\": \"r\", \"hosts\": [\"*.*.x\"]} | hosts[0]",
        "{\"case\": \"c\", \"reason\": \"r\", \"hosts\": [null]} | hosts[0]",
        "{\"case\": \"c\", \"reason\": \"r\", \"tunnels\": [\"7\"]} | tunnels[0]",
        "{\"case\": \"c\", \"reason\": \"r\", \"from\": \"yesterday\"} | from",
        "{\"case\": \"c\", \"reason\": \"r\", \"from\": \"2026-01-02T00:00:00Z\", \"to\":"
            + " \"2026-01-02T00:00:00Z\"} | to",
        "{\"case\": \"c\", \"reason\": \"r\", \"users\": [\"u\"], \"until\": \"x\"} | until",
      })
  void shouldNameWhatIsWrongWithAHold(String body, String field) {
    api.auditor()
        .body(body)
        .post(HOLDS)
        .then()
        .statusCode(400)
        .body("errors.field", contains(field));
  }

  private String place(Map<String, Object> hold) {
    String location =
        api.auditor().body(hold).post(HOLDS).then().statusCode(201).extract().header("Location");
    String id = location.substring(location.lastIndexOf('/') + 1);
    placed.add(id);
    return id;
  }

  private List<String> drop() {
    return partitions.dropBefore(PAST);
  }

  private UUID tunnel(String user, String host, String time) throws SQLException {
    UUID tunnel = UUID.randomUUID();
    String columns =
        "insert into audit_record (id, tunnel_id, kind, node, recorded_at, attempted_at, decision,"
            + " status, user_name, subject, host, bytes_up, bytes_down, close_reason) values ";
    execute(
        columns
            + """
              (gen_random_uuid(), '%1$s', 'opened', 'a', '%2$s', '%2$s', 'allow', 200, '%3$s',
                'subject-of-%3$s', '%4$s', null, null, null),
              (gen_random_uuid(), '%1$s', 'interim', 'a', '%2$s', '%2$s', null, null, null, null,
                null, 1, 1, null),
              (gen_random_uuid(), '%1$s', 'closed', 'a', '%2$s', '%2$s', null, null, null, null,
                null, 2, 2, 'client_closed')
              """
                .formatted(tunnel, time, user, host));
    assertThat(query("select count(*) from audit_record where tunnel_id = '" + tunnel + "'"))
        .containsExactly("3");
    return tunnel;
  }

  private void execute(String sql) throws SQLException {
    PatientSql.execute(dataSource, sql);
  }

  private List<String> query(String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      while (result.next()) {
        rows.add(result.getString(1));
      }
    }
    return rows;
  }
}
