package io.sekisho.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import io.sekisho.audit.AuditJournal;
import io.sekisho.audit.AuditRecord;
import io.sekisho.audit.AuditStore;
import io.sekisho.audit.ProofKeys;
import io.sekisho.audit.RecordStamp;
import io.sekisho.audit.SpoolForm;
import io.sekisho.proof.CanonicalJson;
import io.sekisho.proof.ExportedLog;
import io.sekisho.proof.LogVerifier;
import io.sekisho.proof.TrustedKeys;
import io.sekisho.proof.Verification;
import io.sekisho.support.Api;
import io.sekisho.support.RunningSekisho;
import io.sekisho.support.Target;
import io.sekisho.tls.Inspection;
import io.sekisho.tunnel.CloseReason;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What somebody with all rights on the database can do to the log, and that each shows. */
@QuarkusTest
@TestProfile(AuditProofQuarkusTest.LogOfItsOwn.class)
class AuditProofQuarkusTest extends RunningSekisho {

  /** A log into which no other test has put records by hand, and checkpoints by this one alone. */
  public static class LogOfItsOwn implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("sekisho.audit.checkpoint-interval", "1h");
    }
  }

  private static final List<String> TABLES =
      List.of("audit_record", "audit_chain", "audit_checkpoint", "audit_dropped");

  @Inject AgroalDataSource dataSource;
  @Inject AuditCheckpoints checkpoints;
  @Inject AuditChain chain;
  @Inject AuditJournal journal;
  @Inject AuditPartitions partitions;
  @Inject LegalHolds holds;
  @Inject ProofKeys keys;
  @Inject RecordStamp stamp;
  @Inject AuditStore store;
  @Inject SpoolForm form;

  private Instant from;
  private long number;
  private long first;
  private long last;

  /** Ten records of every kind, in the middle of which a checkpoint begins what is verified. */
  @BeforeEach
  void record() {
    allow(Api.user("alice"), "127.0.0.1");
    try (Target echo = Target.echo()) {
      tunnel(echo);
      checkpoints.sign(false);
      from = Instant.now();
      first = chain.head().orElseThrow().sequence() + 1;
      number = chain.head().orElseThrow().chain();
      for (int i = 0; i < 3; i++) {
        tunnel(echo);
      }
      for (int i = 0; i < 3; i++) {
        refused(client().requestTunnel("a.example:443", "User-Agent: y\"\\ x").refusal());
      }
    }
    await().until(() -> journal.depth() == 0 && chain.isSettled());
    last = chain.head().orElseThrow().sequence();
    assertThat(last - first).isGreaterThanOrEqualTo(8);
    checkpoints.sign(false);
  }

  @Test
  void shouldFindNothingWhereNothingIs() {
    JsonPath found = verification(from);
    assertThat(found.getBoolean("intact")).as(found.prettify()).isTrue();
    assertThat(found.getString("fault")).isNull();
    assertThat(found.getLong("unproven")).isZero();
    assertThat(found.getLong("records")).isGreaterThanOrEqualTo(9);
    assertThat(found.getLong("chains[-1].last")).isEqualTo(last);
    assertThat(found.getLong("chains[-1].first")).isEqualTo(first - 1);
  }

  @Test
  void shouldNameWhatNoCheckpointProvesYet() {
    refused(client().requestTunnel("a.example:443").refusal());
    JsonPath found = verification(from);
    assertThat(found.getBoolean("intact")).isTrue();
    assertThat(found.getLong("unproven")).isEqualTo(1);
    assertThat(found.getLong("chains[-1].unproven")).isEqualTo(1);
  }

  @Test
  void shouldFindAnyColumnAltered() throws SQLException {
    List<String> columns =
        query(
            "select attname || ' ' || format_type(atttypid, null) from pg_attribute"
                + " where attrelid = 'audit_record'::regclass and attnum > 0 and not attisdropped"
                + " and attname <> 'kind'");
    assertThat(columns).hasSizeGreaterThan(35);
    for (String column : columns) {
      int blank = column.indexOf(' ');
      String name = column.substring(0, blank);
      String value = another(name, column.substring(blank + 1));
      JsonPath found =
          tampered(
              "update audit_record set %s = %s where chain = %d and sequence = %d"
                  .formatted(name, value, number, first + 2));
      assertThat(found.getBoolean("intact")).as(name).isFalse();
    }
  }

  private static String another(String column, String type) {
    return switch (type) {
      case "uuid" -> "gen_random_uuid()";
      case "text" -> column.equals("decision") ? "'error'" : "coalesce(" + column + ", '') || 'x'";
      case "integer", "bigint", "smallint" -> "coalesce(" + column + ", 0) + 1";
      case "boolean" -> "not coalesce(" + column + ", false)";
      case "timestamp with time zone" -> column + " + interval '1 microsecond'";
      case "inet" -> "coalesce(" + column + ", '127.0.0.2') + 1";
      case "text[]" -> "coalesce(" + column + ", '{}') || array['x']";
      case "jsonb" -> "'[{\"address\": \"127.0.0.1\", \"millis\": 1, \"outcome\": \"x\"}]'";
      case "bytea" -> "set_byte(" + column + ", 7, (get_byte(" + column + ", 7) + 1) % 256)";
      default -> throw new AssertionError("a new type of column: " + type);
    };
  }

  @Test
  void shouldNameTheAlteredRecord() throws SQLException {
    JsonPath found = tampered("update audit_record set user_name = 'mallory'" + where(first + 2));
    assertFault(found, "altered", first + 2);
    assertThat(found.getString("fault.record"))
        .isEqualTo(query("select id from audit_record" + where(first + 2)).get(0));
    assertThat(found.getLong("faults")).isEqualTo(1);
  }

  @Test
  void shouldFindTheRecordThatIsMissing() throws SQLException {
    assertFault(tampered("delete from audit_record" + where(first + 3)), "missing", first + 3);
  }

  @Test
  void shouldFindTheRecordThatWasInserted() throws SQLException {
    String copy =
        "create temporary table copy as select * from audit_record"
            + where(first + 2)
            + "; update copy set id = gen_random_uuid(), tunnel_id = gen_random_uuid(), ";
    String insert = "; insert into audit_record select * from copy; drop table copy";
    assertFault(tampered(copy + "user_name = 'x'" + insert), "inserted", first + 2);
    assertFault(tampered(copy + "sequence = " + (last + 1) + insert), "out_of_order", last + 1);
    assertFault(tampered(copy + "sequence = -7" + insert, Instant.EPOCH), "inserted", -7);
    JsonPath unchained = tampered(copy + "chain = null, sequence = null, hash = null" + insert);
    assertThat(unchained.getString("fault.kind")).isEqualTo("inserted");
    JsonPath foreign = tampered(copy + "chain = 999999" + insert);
    assertThat(foreign.getString("fault.kind")).isEqualTo("chain_missing");
  }

  @Test
  void shouldFindRecordsThatChangedPlaces() throws SQLException {
    JsonPath found =
        tampered(
            "update audit_record set sequence = %d - sequence where chain = %d and sequence in (%d, %d)"
                .formatted(2 * first + 5, number, first + 2, first + 3));
    assertFault(found, "out_of_order", first + 2);
  }

  @Test
  void shouldFindAChainThatWasHashedAnew() throws SQLException {
    JsonPath one = tampered(connection -> rewrite(connection, first + 2, first + 2));
    assertFault(one, "rewritten", first + 3);
    JsonPath all = tampered(connection -> rewrite(connection, first + 2, last));
    assertFault(all, "rewritten", last);
  }

  @Test
  void shouldFindATailThatWasCutOff() throws SQLException {
    String cut = "delete from audit_record where chain = %d and sequence >= ".formatted(number);
    assertFault(tampered(cut + (last - 1)), "tail_cut", last - 1);
    // With its checkpoint nothing in the database tells; the process that wrote it does.
    assertFault(
        tampered(
            cut
                + last
                + "; delete from audit_checkpoint where chain = %d and sequence = %d"
                    .formatted(number, last)),
        "tail_cut",
        last);
  }

  @Test
  void shouldFindForgedAndMissingCheckpoints() throws SQLException {
    refused(client().requestTunnel("a.example:443").refusal());
    checkpoints.sign(false);
    String that = " where chain = %d and sequence = %d".formatted(number, last);
    JsonPath forged = tampered("update audit_checkpoint set signed_at = signed_at + '1s'" + that);
    assertFault(forged, "signature_invalid", last);
    JsonPath missing = tampered("delete from audit_checkpoint" + that);
    assertFault(missing, "checkpoint_missing", last + 1);
    JsonPath another = tampered("update audit_checkpoint set key = 'another'" + that);
    assertThat(another.getBoolean("intact")).as("proves nothing, nor the contrary").isTrue();
    assertThat(another.getLong("untrusted")).isEqualTo(1);
  }

  @Test
  void shouldFindAChainWhoseStartWasAlteredOrIsGone() throws SQLException {
    String start = " where number = " + number;
    assertFault(
        tampered("update audit_chain set node = 'other'" + start, Instant.EPOCH), "rewritten", 1);
    JsonPath gone = tampered("delete from audit_chain" + start);
    assertThat(gone.getString("fault.kind")).isEqualTo("chain_missing");
    assertThat(gone.getLong("fault.chain")).isEqualTo(number);
  }

  @Test
  void shouldTellRetentionFromRemoval() throws SQLException {
    Instant old = Instant.parse("2001-05-20T00:00:00Z");
    partitions.addAround(old);
    for (int i = 0; i < 3; i++) {
      journal.append(closed(old));
      refused(client().requestTunnel("a.example:443").refusal());
    }
    await().until(() -> journal.depth() == 0 && chain.isSettled());
    checkpoints.sign(false);
    assertThat(verification(from).getBoolean("intact")).isTrue();

    partitions.dropBefore(Instant.parse("2001-09-01T00:00:00Z"));

    JsonPath found = verification(from);
    assertThat(found.getBoolean("intact")).as(found.prettify()).isTrue();
    assertThat(found.getLong("unproven")).isZero();
    JsonPath unsaid = tampered("delete from audit_dropped where chain = " + number);
    assertFault(unsaid, "missing", last + 1);
    JsonPath forged = tampered("update audit_dropped set sequences = '1-999'");
    assertThat(forged.getString("fault.kind")).isEqualTo("signature_invalid");
  }

  /** Of what stays behind, the neighbours are gone that would prove it. */
  @Test
  void shouldStillProveWhatALegalHoldKeeps() throws SQLException {
    Instant old = Instant.parse("2001-07-20T00:00:00Z");
    partitions.addAround(old);
    List<AuditRecord.Closed> ends = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      ends.add(closed(old));
      journal.append(ends.get(i));
    }
    await().until(() -> journal.depth() == 0 && chain.isSettled());
    checkpoints.sign(false);
    LegalHold hold =
        holds.place(
            new ChangeAuthor("audrey", "s", "i"),
            new LegalHolds.Wish(
                "case",
                "reason",
                List.of(),
                List.of(),
                List.of(ends.get(1).tunnel(), ends.get(3).tunnel()),
                Optional.empty(),
                Optional.empty()));

    assertThat(partitions.dropBefore(Instant.parse("2001-08-01T00:00:00Z")))
        .contains("audit_record_2001_07 except 2 held records");

    JsonPath found = verification(from);
    assertThat(found.getBoolean("intact")).as(found.prettify()).isTrue();
    assertThat(found.getLong("unproven")).isZero();
    for (long kept : List.of(last + 2, last + 4)) {
      assertThat(query("select id from audit_record" + where(kept))).hasSize(1);
      assertFault(tampered(connection -> rewrite(connection, kept, kept)), "rewritten", kept);
      assertFault(
          tampered("delete from audit_record" + where(kept)),
          kept == last + 4 ? "tail_cut" : "missing",
          kept);
    }
    assertFault(tampered("delete from audit_dropped where chain = " + number), "missing", last + 1);

    holds.release(new ChangeAuthor("audrey", "s", "i"), hold.id(), "over");
    assertThat(partitions.dropBefore(Instant.parse("2001-08-01T00:00:00Z")))
        .contains("audit_record_2001_07");
    assertThat(verification(from).getBoolean("intact")).isTrue();
  }

  @Test
  void shouldChainWhatLayInASpoolUntilItsMonthWasGone() throws SQLException {
    AuditRecord.Closed old = closed(Instant.parse("2001-11-20T00:00:00Z"));
    store.append(List.of(form.read(form.write(old, Optional.empty()))));
    checkpoints.sign(false);

    assertThat(store.committed(List.of(old.id()))).containsExactly(old.id());
    assertThat(query("select recorded_at = '" + old.time() + "' from audit_record_2001_11"))
        .as("its time is what it was")
        .containsExactly("t");
    JsonPath found = verification(from);
    assertThat(found.getBoolean("intact")).as(found.prettify()).isTrue();
    assertThat(found.getLong("chains[-1].last")).isEqualTo(last + 1);
  }

  @Test
  void shouldExportWhatProvesItselfElsewhere() throws SQLException {
    String export = export();
    LogVerifier verifier = new LogVerifier(keys.trusted());
    export.lines().forEach(line -> ExportedLog.read(line, verifier));
    Verification found = verifier.result();
    assertThat(found.intact()).as(String.valueOf(found.fault())).isTrue();
    assertThat(found.unproven()).isZero();
    assertThat(found.records()).isGreaterThanOrEqualTo(9);

    LogVerifier stranger = new LogVerifier(new TrustedKeys(List.of()));
    export.lines().forEach(line -> ExportedLog.read(line, stranger));
    assertThat(stranger.result().unproven()).isEqualTo(stranger.result().records());

    LogVerifier deceived = new LogVerifier(keys.trusted());
    export
        .lines()
        .map(line -> line.replace("\"user\":\"alice\"", "\"user\":\"bob\""))
        .forEach(line -> ExportedLog.read(line, deceived));
    assertThat(deceived.result().fault().kind()).isEqualTo("altered");
  }

  @Test
  void shouldShowItsKeysAndAskForTheRole() {
    JsonPath shown =
        api.auditor().get("/api/v1/audit/keys").then().statusCode(200).extract().jsonPath();
    assertThat(shown.getString("items.find { it.signing }.id"))
        .isEqualTo(keys.signing().publicKey().id());
    assertThat(shown.getString("items[0].publicKey")).startsWith("-----BEGIN PUBLIC KEY-----");
    for (String path : List.of("verification", "export")) {
      api.admin().get("/api/v1/audit/" + path).then().statusCode(403);
      api.as(issuer.pass("eve")).get("/api/v1/audit/" + path).then().statusCode(403);
      api.auditor().queryParam("form", "x").get("/api/v1/audit/" + path).then().statusCode(400);
      api.auditor()
          .queryParams(Map.of("from", "2026-01-02T00:00:00Z", "to", "2026-01-01T00:00:00Z"))
          .get("/api/v1/audit/" + path)
          .then()
          .statusCode(400);
    }
    api.as(issuer.pass("eve")).get("/api/v1/audit/keys").then().statusCode(403);
  }

  private void tunnel(Target echo) {
    Opened opened = open("alice", echo.authority());
    opened.client().close();
    closed(opened.id());
  }

  private AuditRecord.Closed closed(Instant attempted) {
    return new AuditRecord.Closed(
        stamp.id(),
        stamp.now(),
        stamp.id(),
        attempted,
        CloseReason.CLIENT_CLOSED,
        Optional.empty(),
        1,
        2,
        Inspection.NONE);
  }

  private String where(long sequence) {
    return " where chain = %d and sequence = %d".formatted(number, sequence);
  }

  private static void assertFault(JsonPath found, String kind, long sequence) {
    assertThat(found.getBoolean("intact")).isFalse();
    assertThat(found.getString("fault.kind") + " " + found.getString("fault.sequence"))
        .as(found.prettify())
        .isEqualTo(kind + " " + sequence);
  }

  private JsonPath verification(Instant since) {
    return api.auditor()
        .queryParam("from", since.toString())
        .get("/api/v1/audit/verification")
        .then()
        .statusCode(200)
        .extract()
        .jsonPath();
  }

  private String export() {
    return api.auditor()
        .queryParam("from", from.toString())
        .get("/api/v1/audit/export")
        .then()
        .statusCode(200)
        .extract()
        .asString();
  }

  /** As its owner would who has forged them. */
  private void rewrite(Connection connection, long begin, long end) throws SQLException {
    String previous = null;
    for (long sequence = begin; sequence <= end; sequence++) {
      ObjectNode json;
      try (Statement statement = connection.createStatement();
          ResultSet row =
              statement.executeQuery(
                  "select " + RecordJson.COLUMNS + " from audit_record" + where(sequence))) {
        row.next();
        json = RecordJson.of(row);
      }
      json.remove("hash");
      json.put("user", "mallory");
      if (previous != null) {
        json.put("previousHash", previous);
      }
      previous = HexFormat.of().formatHex(CanonicalJson.sha256(json));
      try (PreparedStatement update =
          connection.prepareStatement(
              "update audit_record set user_name = 'mallory', previous_hash = ?, hash = ?"
                  + where(sequence))) {
        update.setBytes(1, HexFormat.of().parseHex(json.get("previousHash").asText()));
        update.setBytes(2, HexFormat.of().parseHex(previous));
        update.executeUpdate();
      }
    }
  }

  private interface Crime {
    void on(Connection connection) throws SQLException;
  }

  private JsonPath tampered(String sql) throws SQLException {
    return tampered(sql, from);
  }

  private JsonPath tampered(String sql, Instant since) throws SQLException {
    return tampered(
        connection -> {
          try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
          }
        },
        since);
  }

  private JsonPath tampered(Crime crime) throws SQLException {
    return tampered(crime, from);
  }

  /** What verification says of the crime, which is undone then. */
  private JsonPath tampered(Crime crime, Instant since) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("set session_replication_role = replica");
      for (String table : TABLES) {
        statement.execute("create temporary table saved_" + table + " as select * from " + table);
      }
      try {
        crime.on(connection);
        return verification(since);
      } finally {
        for (String table : TABLES) {
          statement.execute("delete from " + table);
          statement.execute("insert into " + table + " select * from saved_" + table);
          statement.execute("drop table saved_" + table);
        }
        statement.execute("reset session_replication_role");
      }
    }
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
