package io.sekisho.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.sekisho.destination.Host;
import io.sekisho.support.PatientSql;
import io.sekisho.support.RunningSekisho;
import io.sekisho.watch.WatchedRecord;
import io.sekisho.watch.WatchedRecord.Attempt;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.assertj.core.api.ThrowingConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the watch is shown, beside the whole records; of a month that nothing else is in. */
@QuarkusTest
class WatchedRecordsQuarkusTest extends RunningSekisho {

  private static final String MONTH = "audit_record_2061_05";
  private static final Instant BEGIN = Instant.parse("2061-05-02T00:00:00Z");
  private static final long CHAIN = 2_061_000_000_001L;
  private static final long SEED = 20_610_501;
  private static final int TUNNELS = 150;
  private static final int PAGE = 7;

  /** IPv4 in IPv6, and what is no single address, too: it is there if somebody put it there. */
  private static final List<String> CLIENTS =
      List.of("192.0.2.1", "2001:db8::1", "::ffff:192.0.2.7", "10.0.0.0/8", "2001:db8::/32");

  private static final List<String> TEXTS = List.of("", "alice", "h.example.com", "\u00e9 \"'\\");

  private static final List<String> DECISIONS = List.of("allow", "deny", "error");

  @Inject AgroalDataSource dataSource;

  /** A row, but for where it stands in the chain. */
  private record Row(UUID tunnel, Instant began, String kind) {}

  @BeforeEach
  void month() throws SQLException {
    noMonth();
    execute("select audit_record_add_partitions('2061-05-01Z', '2061-05-02Z')");
  }

  @AfterEach
  void noMonth() throws SQLException {
    execute("drop table if exists " + MONTH);
    execute("delete from audit_sum where starts_at >= '2061-05-01Z'");
  }

  @Test
  void shouldTellWhatTheWholeRecordsTell() throws SQLException {
    List<Row> rows = rows(new Random(SEED));
    insert(rows, new Random(SEED));
    List<ObjectNode> whole = read(0, rows.size() + 1, new WholeRecords());
    Map<List<String>, ObjectNode> openings = new HashMap<>();
    whole.stream()
        .filter(record -> text(record, "kind").equals("opened"))
        .forEach(opened -> openings.put(attempt(opened), opened));
    assertThat(whole).hasSameSizeAs(rows);

    WatchedRecords shape = new WatchedRecords();
    for (int from = 0; from < whole.size(); from += PAGE) {
      List<WatchedRecord> page = read(from, PAGE, shape);
      assertThat(read(from, PAGE, shape)).as("shown again after " + from).isEqualTo(page);
      assertThat(read(from, PAGE, new WatchedRecords()))
          .as("by somebody who begins after " + from)
          .isEqualTo(page);
      for (int i = 0; i < page.size(); i++) {
        ObjectNode record = whole.get(from + i);
        boolean later = List.of("interim", "closed").contains(text(record, "kind"));
        ObjectNode known = later ? openings.getOrDefault(attempt(record), record) : record;
        assertThat(page.get(i))
            .as(record + ", opened by " + known)
            .satisfies(record(record, known));
      }
    }
  }

  private static ThrowingConsumer<WatchedRecord> record(ObjectNode record, ObjectNode known) {
    return shown -> {
      assertThat(shown.id()).hasToString(text(record, "id"));
      assertThat(shown.kind()).isEqualTo(text(record, "kind"));
      assertThat(shown.recordedAt()).isEqualTo(text(record, "recordedAt"));
      assertThat(shown.bytesUp()).isEqualTo(record.path("bytesUp").asLong());
      assertThat(shown.closeReason()).isEqualTo(text(record, "closeReason"));
      assertThat(shown.refusal())
          .isEqualTo(
              text(record, "kind").equals("refused")
                  ? new WatchedRecord.Refusal(
                      record.path("status").asInt(),
                      text(record, "decision"),
                      text(record, "error"),
                      text(record, "reason"))
                  : null);
      String client = shown.attempt().client();
      assertThat(client).matches(own -> isSameAddress(own, text(known, "clientAddress")));
      assertThat(shown.attempt())
          .isEqualTo(
              new Attempt(
                  UUID.fromString(text(known, "tunnelId")),
                  Instant.parse(text(known, "attemptedAt")),
                  text(known, "user"),
                  text(known, "pass"),
                  client,
                  text(known, "host"),
                  Optional.ofNullable(known.get("port")).map(JsonNode::asInt).orElse(null)));
    };
  }

  /** As PostgreSQL writes it, and in the normal form. */
  private static boolean isSameAddress(String one, String normal) {
    return Objects.equals(one, normal)
        || one != null && Host.parseWritten(one).text().equals(normal);
  }

  private static List<String> attempt(ObjectNode record) {
    return List.of(text(record, "tunnelId"), text(record, "attemptedAt"));
  }

  private static String text(ObjectNode record, String field) {
    return record.path(field).textValue();
  }

  private <E> List<E> read(long after, int limit, LogShape<E> shape) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      LogPage<E> page = LogPage.read(connection, Map.of(CHAIN, after), limit, shape);
      assertThat(page.full()).isEqualTo(page.entries().size() == limit);
      assertThat(page.reached()).isEqualTo(Map.of(CHAIN, after + page.entries().size()));
      return page.entries();
    }
  }

  /** In any order: another replica tells of the end of a tunnel whose replica is gone. */
  private static List<Row> rows(Random random) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < TUNNELS; i++) {
      UUID tunnel = new UUID(random.nextLong(), random.nextLong());
      Instant began = BEGIN.plusNanos(random.nextLong(1_000_000_000_000L) * 1_000);
      if (random.nextInt(5) == 0) {
        rows.add(new Row(tunnel, began, "refused"));
        continue;
      }
      if (random.nextInt(8) != 0) {
        rows.add(new Row(tunnel, began, "opened"));
      }
      for (int interims = random.nextInt(3); interims > 0; interims--) {
        rows.add(new Row(tunnel, began, "interim"));
      }
      if (random.nextInt(6) != 0) {
        // Of an attempt of that name at another time the opening tells nothing.
        rows.add(new Row(tunnel, random.nextInt(10) == 0 ? began.plusMillis(1) : began, "closed"));
      }
    }
    Collections.shuffle(rows, random);
    return rows;
  }

  /** Each column by itself has something or nothing, whatever the kind. */
  private void insert(List<Row> rows, Random random) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement insert =
            connection.prepareStatement(
                "insert into audit_record (id, tunnel_id, kind, node, recorded_at, attempted_at,"
                    + " chain, sequence, client_address, port, status, bytes_up, user_name, pass,"
                    + " host, decision, error, reason, close_reason) values (?, ?, ?, 'n',"
                    + " ?::timestamptz, ?::timestamptz, ?, ?, ?::inet, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
                    + " ?)")) {
      for (int i = 0; i < rows.size(); i++) {
        Row row = rows.get(i);
        insert.setObject(1, new UUID(random.nextLong(), random.nextLong()));
        insert.setObject(2, row.tunnel());
        insert.setString(3, row.kind());
        insert.setString(4, row.began().plusMillis(random.nextInt(100_000)).toString());
        insert.setString(5, row.began().toString());
        insert.setLong(6, CHAIN);
        insert.setLong(7, i + 1);
        insert.setString(8, maybe(random, CLIENTS.get(random.nextInt(CLIENTS.size()))));
        insert.setObject(9, maybe(random, random.nextInt(65_536)));
        insert.setObject(10, maybe(random, random.nextInt(600)));
        insert.setObject(11, maybe(random, random.nextLong() >>> 1));
        for (int text = 12; text <= 18; text++) {
          List<String> texts = text == 15 ? DECISIONS : TEXTS;
          insert.setString(text, maybe(random, texts.get(random.nextInt(texts.size()))));
        }
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private static <T> T maybe(Random random, T value) {
    return random.nextInt(4) == 0 ? null : value;
  }

  private void execute(String sql) throws SQLException {
    PatientSql.execute(dataSource, sql);
  }
}
