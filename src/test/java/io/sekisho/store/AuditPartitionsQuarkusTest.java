package io.sekisho.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.sekisho.support.PatientSql;
import io.sekisho.support.RunningSekisho;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The months of the audit log in a real PostgreSQL. */
@QuarkusTest
class AuditPartitionsQuarkusTest extends RunningSekisho {

  @Inject AuditPartitions partitions;
  @Inject AgroalDataSource dataSource;

  @Test
  void shouldHaveThisMonthAndTheNextTwo() throws SQLException {
    YearMonth now = YearMonth.now(ZoneOffset.UTC);
    assertThat(months()).contains(name(now), name(now.plusMonths(1)), name(now.plusMonths(2)));
  }

  @Test
  void shouldAddWhatIsMissingOnce() throws SQLException {
    Instant far = Instant.parse("2041-01-31T23:59:59Z");
    assertThat(partitions.addAround(far)).isEqualTo(4);
    assertThat(partitions.addAround(far)).isZero();
    assertThat(months())
        .contains("audit_record_2041_01", "audit_record_2041_04")
        .doesNotContain("audit_record_2040_12", "audit_record_2041_05");
    execute("drop table audit_record_2041_02");
    assertThat(partitions.addAround(far)).as("a gap").isEqualTo(1);
  }

  @Test
  void shouldDropWhatIsWhollyTooOldAndNothingElse() throws SQLException {
    partitions.addAround(Instant.parse("2001-03-15T00:00:00Z"));
    UUID old = insert("2001-03-31T23:59:59.999999Z");
    UUID younger = insert("2001-04-01T00:00:00Z");

    assertThat(partitions.dropBefore(Instant.parse("2001-03-31T23:59:59Z")))
        .doesNotContain("audit_record_2001_03");
    assertThat(has(old)).isTrue();
    assertThat(partitions.dropBefore(Instant.parse("2001-04-01T00:00:00Z")))
        .contains("audit_record_2001_03");
    assertThat(has(old)).isFalse();
    assertThat(has(younger)).isTrue();
    assertThat(months()).contains(name(YearMonth.now(ZoneOffset.UTC)));
    partitions.dropBefore(Instant.parse("2002-01-01T00:00:00Z"));
  }

  /** A replica whose clock is years ahead would take the whole log for old. */
  @Test
  void shouldDropNothingThatIsYoungByTheDatabasesClock() throws SQLException {
    UUID young = insert(Instant.now().toString());
    assertThat(partitions.dropBefore(Instant.now().plus(Duration.ofDays(4000))))
        .doesNotContain(name(YearMonth.now(ZoneOffset.UTC)));
    assertThat(has(young)).as("a record of today").isTrue();
  }

  @Test
  void shouldNotDependOnWhichTablesTheDatabaseLooksAtFirst() throws SQLException {
    partitions.addAround(Instant.parse("2005-03-15T00:00:00Z"));
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      // So it reads all tables' names, and only then which of them are partitions.
      statement.execute(
          "set local enable_nestloop = off; set local enable_indexscan = off;"
              + " set local enable_bitmapscan = off; set local enable_mergejoin = off");
      statement.execute("select audit_access_drop_partitions('2005-04-01Z')");
      connection.commit();
    }
    assertThat(query("select to_regclass('audit_access_2005_03')")).containsOnlyNulls();
    partitions.dropBefore(Instant.parse("2006-01-01T00:00:00Z"));
  }

  @Test
  void shouldGiveUpRatherThanHoldUpOthersForLong() throws SQLException {
    partitions.addAround(Instant.parse("2003-03-15T00:00:00Z"));
    try (Connection reader = dataSource.getConnection();
        Statement statement = reader.createStatement()) {
      reader.setAutoCommit(false);
      statement.executeQuery("select 1 from audit_record limit 1");
      assertThatThrownBy(() -> partitions.dropBefore(Instant.parse("2003-04-01T00:00:00Z")))
          .hasStackTraceContaining("lock timeout");
      assertThat(partitions.addAround(Instant.parse("2042-03-15T00:00:00Z")))
          .as("added while somebody reads")
          .isPositive();
      reader.rollback();
    }
    assertThat(partitions.dropBefore(Instant.parse("2003-04-01T00:00:00Z")))
        .contains("audit_record_2003_03");
    partitions.dropBefore(Instant.parse("2004-01-01T00:00:00Z"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "update %s set user_name = 'x'",
        "delete from %s",
        "truncate %s",
      })
  void shouldRefuseToChangeRecordsByWhateverName(String statement) throws SQLException {
    Instant now = Instant.now();
    UUID id = insert(now.toString());
    String partition = name(YearMonth.from(now.atOffset(ZoneOffset.UTC)));
    for (String table : List.of("audit_record", partition)) {
      assertThatThrownBy(() -> execute(statement.formatted(table)))
          .as(table)
          .hasMessageContaining("append-only");
    }
    assertThat(has(id)).isTrue();
  }

  @Test
  void shouldKeepOneOutcomeAndOneEndOfATunnel() throws SQLException {
    String time = Instant.now().toString();
    UUID tunnel = UUID.randomUUID();
    insert(tunnel, "opened", time);
    assertThatThrownBy(() -> insert(tunnel, "refused", time)).hasMessageContaining("unique");
    insert(tunnel, "closed", time);
    assertThatThrownBy(() -> insert(tunnel, "closed", time)).hasMessageContaining("unique");
  }

  @Test
  void shouldTakeOverWhatWasRecordedBefore() throws SQLException {
    migrate("6");
    UUID tunnel = UUID.randomUUID();
    execute(
        "set search_path = upgraded;"
            + record(tunnel, "opened", "2026-01-31T23:00:00Z")
            + record(tunnel, "closed", "2026-02-01T01:00:00Z")
            + record(UUID.randomUUID(), "refused", "2026-03-01T00:00:00Z")
            + record(UUID.randomUUID(), "closed", "2026-03-02T00:00:00Z")
            + "reset search_path");
    migrate("latest");
    assertThat(
            query(
                "select tableoid::regclass::text || ' ' || kind || ' ' || (attempted_at at time zone"
                    + " 'UTC') from upgraded.audit_record order by recorded_at"))
        .containsExactly(
            "upgraded.audit_record_2026_01 opened 2026-01-31 23:00:00",
            "upgraded.audit_record_2026_01 closed 2026-01-31 23:00:00",
            "upgraded.audit_record_2026_03 refused 2026-03-01 00:00:00",
            "upgraded.audit_record_2026_03 closed 2026-03-02 00:00:00");
    assertThatThrownBy(() -> execute("delete from upgraded.audit_record"))
        .hasMessageContaining("append-only");
    execute("drop schema upgraded cascade");
  }

  @Test
  void shouldSumUpMonthsOfWhatWasSummedUpByDays() throws SQLException {
    migrate("27");
    String sum =
        "insert into upgraded.audit_sum (span, starts_at, dimension, key, port, tunnels, denials,"
            + " errors, bytes_up, bytes_down) values ('%s', '%s', 'user', '%s', 0, 1, 2, 3, 4, 5);";
    execute(
        sum.formatted("day", "2026-01-01T00:00:00Z", "u")
            + sum.formatted("hour", "2026-01-01T05:00:00Z", "u")
            + sum.formatted("day", "2026-01-31T00:00:00Z", "u")
            + sum.formatted("day", "2026-01-31T00:00:00Z", "v")
            + sum.formatted("day", "2026-02-01T00:00:00Z", "u"));
    migrate("latest");
    assertThat(
            query(
                "select concat_ws(' ', starts_at at time zone 'UTC', key, tunnels, denials, errors,"
                    + " bytes_up, bytes_down) from upgraded.audit_sum where span = 'month'"
                    + " order by starts_at, key"))
        .containsExactly(
            "2026-01-01 00:00:00 u 2 4 6 8 10",
            "2026-01-01 00:00:00 v 1 2 3 4 5",
            "2026-02-01 00:00:00 u 1 2 3 4 5");
    execute("drop schema upgraded cascade");
  }

  private void migrate(String target) {
    Flyway.configure()
        .dataSource(dataSource)
        .schemas("upgraded")
        .createSchemas(true)
        .locations("db/migration")
        .target(target)
        .load()
        .migrate();
  }

  private UUID insert(String attemptedAt) throws SQLException {
    UUID tunnel = UUID.randomUUID();
    insert(tunnel, "refused", attemptedAt);
    return tunnel;
  }

  private void insert(UUID tunnel, String kind, String attemptedAt) throws SQLException {
    execute(record(tunnel, kind, attemptedAt));
  }

  private static String record(UUID tunnel, String kind, String attemptedAt) {
    return "insert into audit_record (id, tunnel_id, kind, node, recorded_at, attempted_at)"
        + " values ('%s', '%s', '%s', 'a', '%s', '%s');"
            .formatted(UUID.randomUUID(), tunnel, kind, attemptedAt, attemptedAt);
  }

  private boolean has(UUID tunnel) throws SQLException {
    return !query("select 1 from audit_record where tunnel_id = '" + tunnel + "'").isEmpty();
  }

  private List<String> months() throws SQLException {
    return query(
        "select inhrelid::regclass::text from pg_inherits"
            + " where inhparent = 'audit_record'::regclass");
  }

  private static String name(YearMonth month) {
    return "audit_record_" + month.format(DateTimeFormatter.ofPattern("yyyy_MM"));
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

  private void execute(String sql) throws SQLException {
    PatientSql.execute(dataSource, sql);
  }
}
