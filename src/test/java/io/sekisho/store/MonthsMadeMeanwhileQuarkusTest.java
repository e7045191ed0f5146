package io.sekisho.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.sekisho.store.AuditSummary.By;
import io.sekisho.store.AuditSummary.Order;
import io.sekisho.support.PatientSql;
import io.sekisho.support.RunningSekisho;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A month comes, with a record in it, while a statement is between knowing the months and seeing
 * the records: there it waits for the lock of another month.
 */
@QuarkusTest
class MonthsMadeMeanwhileQuarkusTest extends RunningSekisho {

  private static final String EARLIER = "audit_record_2059_03";
  private static final String LATER = "audit_record_2059_04";
  private static final Instant APRIL = Instant.parse("2059-04-01T00:00:00Z");
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Inject AuditSums sums;
  @Inject AuditSummaries summaries;
  @Inject AgroalDataSource dataSource;

  @BeforeEach
  void earlierMonth() {
    execute(
        "drop table if exists " + LATER,
        "drop table if exists " + EARLIER,
        "delete from audit_sum where starts_at >= '2059-03-01Z'",
        "select audit_record_add_partitions('2059-03-01Z', '2059-03-02Z')");
  }

  @AfterEach
  void noMonths() {
    earlierMonth();
    execute("drop table " + EARLIER);
  }

  @Test
  void shouldCountTheRecord() throws SQLException {
    CompletableFuture<Void> counting;
    CompletableFuture<Void> recording;
    try (Connection other = dataSource.getConnection()) {
      other.setAutoCommit(false);
      lock(other, EARLIER);
      counting = CompletableFuture.runAsync(sums::count);
      await().atMost(PATIENCE).until(() -> someoneWaitsFor(EARLIER));
      recording =
          CompletableFuture.runAsync(
              () ->
                  execute(
                      "select audit_record_add_partitions('2059-04-01Z', '2059-04-02Z')",
                      record("2059-04-01T10:20:30Z", 0, 0)));
      await().atMost(PATIENCE).until(() -> recording.isDone() || someoneWaitsToAddMonths());
      other.rollback();
      other.setAutoCommit(true);
    }
    counting.join();
    recording.join();
    await().atMost(PATIENCE).until(() -> !any("select from audit_uncounted"));
    assertThat(
            summaries
                .read(By.USER, APRIL, APRIL.plus(Duration.ofDays(30)), Order.TUNNELS, 10)
                .totals()
                .tunnels())
        .as("tunnels in the sums")
        .isOne();
  }

  @Test
  void shouldLeadAFollowerToTheRecordFirst() throws SQLException {
    long chain = 2_059_000_000_001L + System.nanoTime() % 1_000_000;
    CompletableFuture<LogPage<ObjectNode>> reading;
    try (Connection other = dataSource.getConnection()) {
      other.setAutoCommit(false);
      lock(other, EARLIER);
      reading = CompletableFuture.supplyAsync(() -> page(chain, 0));
      await().atMost(PATIENCE).until(() -> someoneWaitsFor(EARLIER));
      execute(
          "create table " + LATER + " (like audit_record including defaults including constraints)",
          "alter table audit_record attach partition "
              + LATER
              + " for values from ('2059-04-01Z') to ('2059-05-01Z')",
          record("2059-04-01T10:20:30Z", chain, 1),
          record(Instant.now().toString(), chain, 2));
      other.rollback();
      other.setAutoCommit(true);
    }
    LogPage<ObjectNode> first = reading.join();
    assertThat(sequences(first)).as("first page").isIn(List.of(), List.of(1L), List.of(1L, 2L));
    assertThat(sequences(page(chain, sequences(first).size())))
        .as("all after " + sequences(first))
        .isEqualTo(List.of(1L, 2L).subList(sequences(first).size(), 2));
  }

  private LogPage<ObjectNode> page(long chain, long sequence) {
    try (Connection connection = dataSource.getConnection()) {
      return LogPage.read(connection, Map.of(chain, sequence), 100, new WholeRecords());
    } catch (SQLException e) {
      throw new CompletionException(e);
    }
  }

  private static List<Long> sequences(LogPage<ObjectNode> page) {
    return page.entries().stream().map(record -> record.get("sequence").longValue()).toList();
  }

  private static String record(String time, long chain, long sequence) {
    return ("insert into audit_record (id, tunnel_id, kind, node, recorded_at, attempted_at, decision,"
            + " user_name, host, port, chain, sequence) values (gen_random_uuid(),"
            + " gen_random_uuid(), 'opened', 'n', now(), '%s', 'allow', 'u', 'h.test', 443,"
            + " nullif(%d, 0), nullif(%d, 0))")
        .formatted(time, chain, sequence);
  }

  private static void lock(Connection connection, String table) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("lock table " + table + " in access exclusive mode");
    }
  }

  private boolean someoneWaitsFor(String table) {
    return any("select from pg_locks where not granted and relation = '" + table + "'::regclass");
  }

  private boolean someoneWaitsToAddMonths() {
    return any(
        "select from pg_stat_activity where wait_event = 'advisory' and query like"
            + " '%audit_record_add_partitions%' and pid <> pg_backend_pid()");
  }

  private boolean any(String query) {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      return rows.next();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void execute(String... statements) {
    try {
      PatientSql.execute(dataSource, statements);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
