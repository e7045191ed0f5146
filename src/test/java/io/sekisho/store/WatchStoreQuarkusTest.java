package io.sekisho.store;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.sekisho.config.SekishoConfig;
import io.sekisho.support.LogLines;
import io.sekisho.support.PatientSql;
import io.sekisho.support.RunningSekisho;
import io.sekisho.watch.Acquaintances.Acquaintance;
import io.sekisho.watch.Acquaintances.Visit;
import io.sekisho.watch.Alert;
import io.sekisho.watch.Baselines.Baseline;
import io.sekisho.watch.Finding;
import io.sekisho.watch.Finding.Evidence;
import io.sekisho.watch.RuleName;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the watch keeps and asks in PostgreSQL; nobody else watches meanwhile. */
@QuarkusTest
@TestProfile(WatchStoreQuarkusTest.NobodyWatches.class)
class WatchStoreQuarkusTest extends RunningSekisho {

  /** A log of its own, with sums that this test counts itself. */
  public static class NobodyWatches implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "sekisho.watch.enabled",
          "false",
          "quarkus.datasource.jdbc.additional-jdbc-properties.socketTimeout",
          "" + SILENT_SECONDS);
    }
  }

  /** Of a connection, unless more patience is asked for. */
  private static final int SILENT_SECONDS = 5;

  private static final Instant NOON =
      LocalDate.now(ZoneOffset.UTC).minusDays(2).atTime(12, 0).toInstant(ZoneOffset.UTC);
  private static final Duration HOUR = Duration.ofHours(1);

  @Inject AgroalDataSource dataSource;
  @Inject AlertBook book;
  @Inject VisitedHosts visited;
  @Inject WatchKeeper log;
  @Inject UserUploads uploads;
  @Inject AuditSums sums;
  @Inject EntityManager entities;
  @Inject Clock clock;
  @Inject SekishoConfig config;

  private final String user = "u-" + UUID.randomUUID();

  @BeforeEach
  void months() throws SQLException {
    execute(
        "select audit_record_add_partitions(now() - interval '100 days', now() + interval '1 day')");
  }

  @Test
  void shouldRaiseOnceAndCountUpForAnHour() throws SQLException {
    List<Finding> findings = new ArrayList<>();
    for (int minute = 0; minute < 130; minute += 10) {
      findings.add(finding(user, NOON.plus(Duration.ofMinutes(minute))));
    }
    List<Alert> raised = book.raise(findings);
    assertThat(raised).extracting(Alert::last).containsExactly(at(50), at(110), at(120));
    assertThat(alerts()).containsExactly("12:00 12:50 6 6", "13:00 13:50 6 6", "14:00 14:00 1 1");
  }

  /** As after a crash between the alerts and the position in the log; in whichever portions. */
  @Test
  void shouldRaiseTheSameAlertsOnceHoweverOftenTheRecordsAreShown() throws SQLException {
    Random random = new Random(3);
    List<Finding> findings = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      findings.add(finding(user, NOON.plusSeconds(i * 47L)));
    }
    assertThat(book.raise(findings)).hasSize(4);
    List<String> once = alerts();
    for (int run = 0; run < 5; run++) {
      int done = random.nextInt(200);
      while (done < findings.size()) {
        int end = Math.min(findings.size(), done + 1 + random.nextInt(90));
        assertThat(book.raise(findings.subList(done, end))).as("run " + run).isEmpty();
        done = end;
      }
      assertThat(alerts()).isEqualTo(once);
    }
  }

  /** Two replicas, each of which takes itself for the one that is led. */
  @Test
  void shouldRaiseOnceOnTwoReplicasAtOneTime() throws Exception {
    List<Finding> findings = List.of(finding(user, NOON), finding(user, at(1)));
    List<Thread> replicas = new ArrayList<>();
    List<Alert> raised = Collections.synchronizedList(new ArrayList<>());
    for (int i = 0; i < 8; i++) {
      Thread replica = new Thread(() -> raised.addAll(book.raise(findings)));
      replicas.add(replica);
      replica.start();
    }
    for (Thread replica : replicas) {
      replica.join();
    }
    assertThat(raised).hasSize(1);
    assertThat(alerts()).containsExactly("12:00 12:01 2 2");
  }

  @Test
  void shouldAddWhatComesLateToTheAlertItBelongsTo() throws SQLException {
    book.raise(List.of(finding(user, at(30))));
    assertThat(book.raise(List.of(finding(user, at(0)), finding(user, at(-29))))).isEmpty();
    assertThat(alerts()).containsExactly("11:31 12:30 1 3");
    assertThat(book.raise(List.of(finding(user, at(-31))))).hasSize(1);
  }

  @Test
  void shouldNameAHundredTunnelsAndNoMore() throws SQLException {
    for (int i = 0; i < 7; i++) {
      List<Evidence> evidence = new ArrayList<>();
      for (int k = 0; k < 30; k++) {
        evidence.add(new Evidence(UUID.randomUUID(), at(i)));
      }
      book.raise(
          List.of(
              new Finding(
                  RuleName.BEACON,
                  Optional.of(user),
                  Optional.empty(),
                  Optional.of("a.test:443"),
                  at(i),
                  "s",
                  Map.of(),
                  evidence)));
    }
    assertThat(alerts()).containsExactly("12:00 12:06 7 100");
  }

  @Test
  void shouldKeepUsersAndAddressesApart() {
    List<Finding> findings = new ArrayList<>(List.of(finding(user, NOON)));
    findings.add(
        new Finding(
            RuleName.DENIALS,
            Optional.empty(),
            Optional.of(user),
            Optional.empty(),
            NOON,
            "s",
            Map.of(),
            List.of(new Evidence(UUID.randomUUID(), NOON))));
    assertThat(book.raise(findings)).hasSize(2);
  }

  /** Or something harmless would hide what is not. */
  @Test
  void shouldKeepTargetsApart() {
    List<Finding> findings = List.of(scan("decoy.test", 0), scan("b.test", 1), scan("b.test", 2));
    assertThat(book.raise(findings))
        .extracting(alert -> alert.target() + " " + alert.count())
        .containsExactly("decoy.test 1", "b.test 2");
    assertThat(book.raise(findings)).as("shown again").isEmpty();
  }

  /** Whoever has seen to it does not look again. */
  @Test
  void shouldRaiseAnewWhatComesAfterSomebodyHasSeenToIt() throws SQLException {
    List<Finding> before = List.of(finding(user, at(0)), finding(user, at(10)));
    List<Finding> after = List.of(finding(user, at(11)), finding(user, at(20)));
    acknowledge(book.raise(before).get(0));
    assertThat(book.raise(before)).as("shown again").isEmpty();
    assertThat(book.raise(after)).hasSize(1);
    assertThat(alerts()).containsExactly("12:00 12:10 2 2", "12:11 12:20 2 2");
    List<Finding> all = new ArrayList<>(before);
    all.addAll(after);
    assertThat(book.raise(all)).as("all shown again").isEmpty();
    acknowledge(
        query("select id from alert where acknowledged_at is null and user_name = '" + user + "'"));
    assertThat(book.raise(all)).as("and again, as both are seen to").isEmpty();
    assertThat(alerts()).containsExactly("12:00 12:10 2 2", "12:11 12:20 2 2");
  }

  /** What comes late is not what was seen either, but for what was part of it before. */
  @Test
  void shouldRaiseAnewWhatComesLateAfterSomebodyHasSeenToIt() throws SQLException {
    List<Finding> before = List.of(finding(user, at(30)), finding(user, at(20)));
    acknowledge(book.raise(before).get(0));
    assertThat(book.raise(before)).as("shown again").isEmpty();
    List<Finding> late = List.of(finding(user, at(10)), finding(user, at(15)));
    assertThat(book.raise(late)).hasSize(1);
    assertThat(book.raise(late)).as("shown again").isEmpty();
    assertThat(alerts()).containsExactly("12:10 12:15 2 2", "12:20 12:30 1 2");
  }

  /** The same in whichever portions, while somebody sees to each as it is raised. */
  @Test
  void shouldRaiseNothingTwiceWhateverIsSeenTo() throws SQLException {
    Random random = new Random(7);
    List<Finding> findings = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      findings.add(finding(user, NOON.plusSeconds(i * 47L)));
    }
    for (int done = 0; done < findings.size(); done += 10) {
      for (Alert alert : book.raise(findings.subList(done, done + 10))) {
        if (random.nextBoolean()) {
          acknowledge(alert);
        }
      }
    }
    List<String> once = alerts();
    assertThat(once).hasSizeGreaterThan(4);
    for (int run = 0; run < 5; run++) {
      int from = random.nextInt(200);
      assertThat(book.raise(findings.subList(from, 200))).as("run " + run).isEmpty();
      assertThat(alerts()).isEqualTo(once);
    }
  }

  private Finding scan(String host, int minute) {
    return new Finding(
        RuleName.SCAN_PORTS,
        Optional.of(user),
        Optional.empty(),
        Optional.of(host),
        at(minute),
        "s",
        Map.of(),
        List.of(new Evidence(UUID.randomUUID(), at(minute))));
  }

  private void acknowledge(Alert alert) throws SQLException {
    acknowledge(alert.id().toString());
  }

  private void acknowledge(String alert) throws SQLException {
    execute(
        "update alert set acknowledged_at = now(), acknowledged_by = 'a' where id = '"
            + alert
            + "'");
  }

  @Test
  void shouldLearnTheDaysOfTheLogOnceAndTellNothingBefore() throws SQLException {
    Instant today = Instant.now().truncatedTo(ChronoUnit.MICROS);
    Instant before = today.minus(Duration.ofDays(60));
    opened(user, "old.test", before, 0);
    opened(user, "old.test", today.minus(Duration.ofDays(3)), 0);
    opened(user, "tooold.test", today.minus(Duration.ofDays(95)), 0);
    opened("other-" + user, "old.test", today, 0);
    visited.learn(List.of(new Visit(user, "new.test", today, today)));
    assertThat(visited.of(user, "new.test")).as("before all is learned").isEmpty();
    log.learnAll();
    assertThat(visited.of(user, "old.test")).contains(new Acquaintance(before, before, 2));
    assertThat(visited.of(user, "new.test")).contains(new Acquaintance(before, today, 1));
    assertThat(visited.of(user, "tooold.test")).isEmpty();
    assertThat(visited.of(user, "never.test")).isEmpty();
    String learned = query("select count(*) from watch_learned");
    assertThat(learned).isEqualTo("91");
    opened(user, "not-followed.test", today, 0);
    assertThat(log.learn()).isTrue();
    assertThat(query("select count(*) from watch_learned")).isEqualTo(learned);
    assertThat(visited.of(user, "not-followed.test")).as("is told by who follows").isEmpty();
  }

  /** As with very many records: the database says nothing for longer than usual. */
  @Test
  void shouldLearnADayThatTakesLongerThanAConnectionIsSilent() throws SQLException {
    opened(user, "slow.test", NOON, 0);
    beforeAVisit("perform pg_sleep(" + (SILENT_SECONDS + 2) + ")");
    try {
      WatchKeeper keeper = new WatchKeeper(entities, clock, config);
      keeper.learnAll();
      assertThat(keeper.isLearned()).as("learned").isTrue();
      assertThat(query("select count(*) from watch_visit where user_name = '" + user + "'"))
          .isEqualTo("1");
      try (Connection connection = dataSource.getConnection()) {
        assertThat(connection.getNetworkTimeout()).isEqualTo(SILENT_SECONDS * 1_000);
      }
    } finally {
      visitsAsBefore();
    }
  }

  @Test
  void shouldSayOnceThatTheLogCannotBeLearned() throws SQLException {
    opened(user, "a.test", NOON, 0);
    beforeAVisit("raise 'not now'");
    WatchKeeper keeper = new WatchKeeper(entities, clock, config);
    try (LogLines lines = new LogLines(WatchKeeper.class)) {
      keeper.learnAll();
      keeper.learnAll();
      assertThat(keeper.isLearned()).isFalse();
      assertThat(lines.all())
          .singleElement(as(STRING))
          .startsWith("WARN")
          .contains("nothing is new to anybody")
          .contains("not now");
      visitsAsBefore();
      keeper.learnAll();
      assertThat(keeper.isLearned()).isTrue();
      assertThat(lines.all()).hasSize(2).last(as(STRING)).startsWith("INFO");
    } finally {
      visitsAsBefore();
    }
  }

  private void beforeAVisit(String statement) throws SQLException {
    execute("delete from watch_learned");
    execute(
        "create function disturb() returns trigger language plpgsql as $$ begin "
            + statement
            + "; return new; end $$;"
            + "create trigger disturbed before insert on watch_visit for each row when"
            + " (new.user_name = '"
            + user
            + "') execute function disturb()");
  }

  private void visitsAsBefore() throws SQLException {
    execute("drop trigger if exists disturbed on watch_visit; drop function if exists disturb()");
    execute("delete from watch_learned");
  }

  @Test
  void shouldRememberTheFirstVisitAndTheLast() throws SQLException {
    String host = "h'; drop table alert; --";
    for (int minute : new int[] {5, 0, 900, 10, 0}) {
      visited.learn(List.of(new Visit(user, host, at(minute), at(minute))));
    }
    assertThat(
            rows(
                "select host || to_char(first_seen at time zone 'UTC', ' HH24:MI')"
                    + " || (last_seen - first_seen)"
                    + " from watch_visit where user_name = '"
                    + user
                    + "'"))
        .containsExactly(host + " 12:0015:00:00");
  }

  @Test
  void shouldSumUpWhatAUserSendsOnADayAndBefore() throws SQLException {
    LocalDate day = LocalDate.now(ZoneOffset.UTC);
    Instant midnight = day.atStartOfDay(ZoneOffset.UTC).toInstant();
    opened(user, "a.test", midnight.minus(Duration.ofDays(1)), 1_000);
    opened(user, "a.test", midnight.minus(Duration.ofDays(10)), 2_000);
    opened(user, "b.test", midnight.minus(Duration.ofDays(10)).plus(HOUR), 4_000);
    opened(user, "a.test", midnight.minus(Duration.ofDays(29)), 1_000_000);
    opened("other-" + user, "a.test", midnight, 5_000_000);
    UUID over = opened(user, "a.test", midnight.plusSeconds(1), 77);
    while (sums.count()) {
      // Until all is in the sums.
    }
    UUID later = opened(user, "a.test", midnight.plusSeconds(2), 700);
    UUID open = UUID.randomUUID();
    Baseline baseline = uploads.of(user, day, Set.of(over, later, open));
    assertThat(baseline.today()).as("in the sums and beside them").isEqualTo(777);
    assertThat(baseline.days()).isEqualTo(2);
    assertThat(baseline.mean()).isEqualTo(3_500);
    assertThat(baseline.over()).containsExactlyInAnyOrder(over, later);
    execute(
        "insert into audit_record (id, tunnel_id, kind, node, recorded_at, attempted_at, bytes_up,"
            + " bytes_down, close_reason) select gen_random_uuid(), tunnel_id, kind, node,"
            + " recorded_at, attempted_at + interval '1 second', 0, 0, close_reason from audit_record"
            + " where kind = 'closed' and tunnel_id = '"
            + over
            + "'");
    assertThat(uploads.of(user, day, Set.of(over)).over())
        .as("with another end that somebody put in by hand")
        .containsExactly(over);
    assertThat(uploads.of("nobody", day, Set.of())).isEqualTo(new Baseline(0, 0, 0, Set.of()));
  }

  private Finding finding(String about, Instant time) {
    return new Finding(
        RuleName.DENIALS,
        Optional.of(about),
        Optional.empty(),
        Optional.empty(),
        time,
        "so it was at " + time,
        Map.of("attempts", 50, "within", "PT1M"),
        List.of(new Evidence(UUID.nameUUIDFromBytes((about + time).getBytes()), time)));
  }

  private static Instant at(int minute) {
    return NOON.plus(Duration.ofMinutes(minute));
  }

  /** First, last, count and number of tunnels of each. */
  private List<String> alerts() throws SQLException {
    return rows(
        "select to_char(first_at at time zone 'UTC', 'HH24:MI') || ' '"
            + " || to_char(last_at at time zone 'UTC', 'HH24:MI') || ' ' || count || ' '"
            + " || (select count(*) from alert_tunnel where alert_id = alert.id)"
            + " from alert where user_name = '"
            + user
            + "' order by starts_at");
  }

  /** A tunnel that is over at once, as it stands in the log. */
  private UUID opened(String who, String host, Instant time, long bytesUp) throws SQLException {
    UUID tunnel = UUID.randomUUID();
    execute(
        """
        insert into audit_record (id, tunnel_id, kind, node, recorded_at, attempted_at, decision,
          user_name, host, port)
        values (gen_random_uuid(), '%1$s', 'opened', 'n', '%2$s', '%2$s', 'allow', '%3$s', '%4$s',
          443);
        insert into audit_record (id, tunnel_id, kind, node, recorded_at, attempted_at, bytes_up,
          bytes_down, close_reason)
        values (gen_random_uuid(), '%1$s', 'closed', 'n', '%2$s', '%2$s', %5$d, 1, 'client_closed');
        """
            .formatted(tunnel, time, who, host, bytesUp));
    return tunnel;
  }

  private String query(String sql) throws SQLException {
    return rows(sql).get(0);
  }

  private List<String> rows(String sql) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> found = new ArrayList<>();
      while (rows.next()) {
        found.add(rows.getString(1));
      }
      return found;
    }
  }

  private void execute(String sql) throws SQLException {
    PatientSql.execute(dataSource, sql);
  }
}
