package io.sekisho.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.agroal.api.AgroalDataSource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.sekisho.store.AuditSummary.By;
import io.sekisho.store.AuditSummary.Line;
import io.sekisho.store.AuditSummary.Order;
import io.sekisho.store.AuditSummary.Sums;
import io.sekisho.support.PatientSql;
import io.sekisho.support.RunningSekisho;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.hibernate.Session;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Summaries against a plain count of the log, while others write and the sums are kept. */
@QuarkusTest
class AuditSummariesQuarkusTest extends RunningSekisho {

  private static final Instant BEGIN = Instant.parse("2057-04-29T00:00:00Z");
  private static final int MINUTES = 4 * 24 * 60;
  private static final int MINUTES_OF_MONTHS = 66 * 24 * 60;
  private static final int WRITERS = 3;
  private static final String SUMMARY = "/api/v1/audit/summary";

  @Inject AuditSummaries summaries;
  @Inject AuditSums sums;
  @Inject AgroalDataSource dataSource;
  @Inject EntityManager entities;

  private volatile boolean enough;

  @BeforeEach
  void month() throws SQLException {
    for (int month = 4; month <= 7; month++) {
      execute("drop table if exists audit_record_2057_0" + month);
    }
    execute("delete from audit_sum where starts_at >= '2057-04-01Z'");
    execute("select audit_record_add_partitions('2057-04-01Z', '2057-07-02Z')");
  }

  /** Some transactions stay open over many others, some are rolled back, ends come much later. */
  @Test
  void shouldTellAtEveryMomentWhatAPlainCountTells() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(WRITERS + 1);
    List<Future<?>> running = new ArrayList<>();
    for (int writer = 0; writer < WRITERS; writer++) {
      Random random = new Random(writer);
      running.add(threads.submit(() -> write(random)));
    }
    Future<?> keeper =
        threads.submit(
            () -> {
              while (!Thread.currentThread().isInterrupted()) {
                sums.count();
              }
            });
    Random random = new Random(99);
    try {
      for (int i = 0; i < 25; i++) {
        compare(random, MINUTES);
      }
    } finally {
      enough = true;
    }
    for (Future<?> one : running) {
      one.get();
    }
    keeper.cancel(true);
    threads.shutdown();
    for (int i = 0; i < 20; i++) {
      compare(random, MINUTES);
    }
    await().atMost(Duration.ofMinutes(3)).until(this::allIsCounted);
    for (int i = 0; i < 20; i++) {
      compare(random, MINUTES);
    }
    assertThat(
            summaries
                .read(By.USER, BEGIN, BEGIN.plus(Duration.ofDays(5)), Order.BYTES, 1)
                .totals()
                .tunnels())
        .isPositive();
  }

  /** However few each entry of the list names; and so long only as nobody waits long for it. */
  @Test
  void shouldTakeSoManyRecordsAtOneTime() throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("select pg_advisory_xact_lock(hashtextextended('sekisho.audit_sum', 0))");
      statement.execute("delete from audit_uncounted");
      statement.execute(uncounted(3, 500));
      statement.execute(uncounted(30, 1));
      assertThat(counted(statement, 1_000)).as("more may wait").isEqualTo(1_000);
      assertThat(counted(statement, 20)).as("as many as asked for").isEqualTo(20);
      assertThat(counted(statement, 1_000)).as("the rest").isEqualTo(11);
      assertThat(counted(statement, 1_000)).as("nothing").isZero();
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  private static String uncounted(int entries, int records) {
    return ("insert into audit_uncounted (records, attempted_at) select"
            + " array_fill(gen_random_uuid(), array[%1$d]), array_fill(now(), array[%1$d])"
            + " from generate_series(1, %2$d)")
        .formatted(records, entries);
  }

  private static int counted(Statement statement, int entries) throws SQLException {
    try (ResultSet row =
        statement.executeQuery("select audit_count_uncounted(%d)".formatted(entries))) {
      row.next();
      return row.getInt(1);
    }
  }

  @Test
  void shouldTellOfMonthsWhatAPlainCountTells() throws SQLException {
    Random random = new Random(7);
    List<String> open = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      execute(attempt(random, open, MINUTES_OF_MONTHS));
    }
    for (String tunnel : open) {
      execute(end(random, tunnel));
    }
    for (int i = 0; i < 20; i++) {
      compare(random, MINUTES_OF_MONTHS);
    }
    await().atMost(Duration.ofMinutes(3)).until(this::allIsCounted);
    for (int i = 0; i < 60; i++) {
      compare(random, MINUTES_OF_MONTHS);
    }
  }

  @Test
  void shouldShowTheLargestAndCountAll() throws SQLException {
    for (int i = 1; i <= 5; i++) {
      insert("u" + i, "h" + i + ".test", 443, "p", BEGIN.plusSeconds(i), 100L * i);
    }
    insert(null, null, 0, null, BEGIN.plusSeconds(3_700), -1);
    ask("user")
        .queryParam("limit", 2)
        .get(SUMMARY)
        .then()
        .statusCode(200)
        .body("items.user", contains("u5", "u4"))
        .body("items[0].bytesUp", equalTo(500))
        .body("items[0].bytesDown", equalTo(1))
        .body("totals.tunnels", equalTo(5))
        .body("totals.denials", equalTo(1))
        .body("totals.bytesUp", equalTo(1500))
        .body("distinct", equalTo(6));
    ask("user")
        .queryParam("order", "denials")
        .get(SUMMARY)
        .then()
        .body("items[0].user", nullValue())
        .body("items[0].denials", equalTo(1));
    ask("destination")
        .get(SUMMARY)
        .then()
        .body("items[0].host", equalTo("h5.test"))
        .body("items[0].port", equalTo(443))
        .body("items[5].host", nullValue())
        .body("items[5].port", nullValue());
    ask("policy").get(SUMMARY).then().body("items.policy", contains("p", null));
    ask("hour")
        .get(SUMMARY)
        .then()
        .body("items.hour", contains("2057-04-29T01:00:00Z", "2057-04-29T00:00:00Z"))
        .body("items[1].tunnels", equalTo(5));
  }

  @ParameterizedTest
  @CsvSource({
    "by, host",
    "by, ''",
    "order, name",
    "from, yesterday",
    "to, 1969-12-31T00:00:00Z",
    "limit, 0",
    "cursor, x"
  })
  void shouldNameABadParameter(String name, String value) {
    var request = api.auditor().queryParam(name, value);
    (name.equals("by") ? request : request.queryParam("by", "user"))
        .get(SUMMARY)
        .then()
        .statusCode(400)
        .body("errors[0].field", equalTo(name));
  }

  @Test
  void shouldAnswerAuditorsOnly() {
    api.auditor().get(SUMMARY).then().statusCode(400).body("errors[0].field", equalTo("by"));
    api.auditor().queryParam("by", "user").get(SUMMARY).then().statusCode(200);
    api.auditor()
        .queryParam("by", "user")
        .queryParam("from", BEGIN.toString())
        .queryParam("to", BEGIN.toString())
        .get(SUMMARY)
        .then()
        .statusCode(400)
        .body("errors[0].message", equalTo("must be after from"));
    api.admin().queryParam("by", "user").get(SUMMARY).then().statusCode(403);
    api.as(issuer.pass("alice")).queryParam("by", "user").get(SUMMARY).then().statusCode(403);
    RestAssured.given().queryParam("by", "user").get(SUMMARY).then().statusCode(401);
  }

  private io.restassured.specification.RequestSpecification ask(String by) {
    return api.auditor()
        .queryParam("by", by)
        .queryParam("from", BEGIN.toString())
        .queryParam("to", BEGIN.plus(Duration.ofDays(5)).toString());
  }

  /** In one state of the database, of a time that begins and ends anywhere. */
  private void compare(Random random, int minutes) {
    Instant from = BEGIN.plusSeconds(60L * random.nextInt(minutes) / 30 * 30);
    Instant to = from.plusSeconds(1 + 60L * random.nextInt(minutes));
    By by = By.values()[random.nextInt(By.values().length)];
    QuarkusTransaction.requiringNew()
        .run(
            () -> {
              Session session = entities.unwrap(Session.class);
              session.doWork(
                  connection -> {
                    try (Statement statement = connection.createStatement()) {
                      statement.execute("set transaction isolation level repeatable read");
                    }
                  });
              AuditSummary told = summaries.read(by, from, to, Order.BYTES, 100_000);
              assertThat(told.lines())
                  .as(by + " " + from + " " + to)
                  .containsExactlyInAnyOrderElementsOf(plainly(session, by, from, to));
            });
  }

  private static List<Line> plainly(Session session, By by, Instant from, Instant to) {
    String keys =
        switch (by) {
          case USER -> "coalesce(a.user_name, ''), 0, cast(null as timestamptz)";
          case DESTINATION ->
              "coalesce(a.host, ''), coalesce(a.port, 0), cast(null as timestamptz)";
          case POLICY -> "coalesce(a.policy, ''), 0, cast(null as timestamptz)";
          case HOUR -> "'', 0, date_trunc('hour', a.attempted_at, 'UTC')";
        };
    return session
        .createNativeQuery(
            "select "
                + keys
                + ", count(*) filter (where a.kind = 'opened'), count(*) filter (where a.decision ="
                + " 'deny'), count(*) filter (where a.decision = 'error'),"
                + " cast(coalesce(sum(e.bytes_up), 0) as bigint),"
                + " cast(coalesce(sum(e.bytes_down), 0) as bigint)"
                + " from audit_record a left join audit_record e on e.kind = 'closed'"
                + " and e.tunnel_id = a.tunnel_id and e.attempted_at = a.attempted_at"
                + " where a.kind in ('opened', 'refused') and a.attempted_at >= :from"
                + " and a.attempted_at < :to group by 1, 2, 3",
            Object[].class)
        .setParameter("from", from)
        .setParameter("to", to)
        .getResultList()
        .stream()
        .map(
            row ->
                new Line(
                    (String) row[0],
                    (Integer) row[1],
                    (Instant) row[2],
                    new Sums(
                        (Long) row[3], (Long) row[4], (Long) row[5], (Long) row[6], (Long) row[7])))
        .toList();
  }

  private Void write(Random random) throws SQLException {
    List<String> open = new ArrayList<>();
    try (Connection late = dataSource.getConnection();
        Connection connection = dataSource.getConnection()) {
      late.setAutoCommit(false);
      connection.setAutoCommit(false);
      while (!enough) {
        Connection chosen = random.nextInt(4) == 0 ? late : connection;
        List<String> begun = new ArrayList<>();
        try (Statement statement = chosen.createStatement()) {
          for (int k = 0; k <= random.nextInt(20); k++) {
            statement.execute(attempt(random, begun, MINUTES));
          }
          if (chosen == connection && !open.isEmpty()) {
            statement.execute(end(random, open.remove(random.nextInt(open.size()))));
          }
        }
        if (chosen == connection) {
          if (random.nextInt(5) == 0) {
            chosen.rollback();
          } else {
            chosen.commit();
            open.addAll(begun);
          }
        } else if (random.nextInt(3) == 0) {
          late.commit();
        }
      }
      late.commit();
      connection.commit();
      late.setAutoCommit(true);
      connection.setAutoCommit(true);
    }
    return null;
  }

  private static String attempt(Random random, List<String> begun, int minutes) {
    String time = BEGIN.plusSeconds(60L * random.nextInt(minutes)).toString();
    String tunnel = UUID.randomUUID().toString();
    int what = random.nextInt(4);
    if (what < 2) {
      begun.add(tunnel + "', '" + time);
    }
    return "insert into audit_record (id, tunnel_id, kind, node, recorded_at, attempted_at, decision,"
        + " user_name, host, port, policy) values (gen_random_uuid(), '%s', '%s', 'n', now(), '%s',"
            .formatted(tunnel, what < 2 ? "opened" : "refused", time)
        + " '%s', %s, %s, %d, %s)"
            .formatted(
                what < 2 ? "allow" : what == 2 ? "deny" : "error",
                random.nextInt(5) == 0 ? "null" : "'u" + random.nextInt(4) + "'",
                random.nextInt(5) == 0 ? "null" : "'h" + random.nextInt(4) + ".test'",
                random.nextBoolean() ? 443 : 22,
                random.nextInt(3) == 0 ? "null" : "'p" + random.nextInt(3) + "'");
  }

  private static String end(Random random, String tunnelAndTime) {
    String[] both = tunnelAndTime.split("', '");
    return ("insert into audit_record (id, tunnel_id, kind, node, recorded_at, attempted_at,"
            + " bytes_up, bytes_down, close_reason) values (gen_random_uuid(), '%s', 'closed', 'n',"
            + " now(), '%s', %d, %d, 'drain')")
        .formatted(both[0], both[1], random.nextInt(1_000), random.nextInt(100_000));
  }

  private boolean allIsCounted() throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("select not exists (select from audit_uncounted)")) {
      rows.next();
      return rows.getBoolean(1);
    }
  }

  /** An ended tunnel; a denial if it has carried less than nothing. */
  private void insert(String user, String host, int port, String policy, Instant time, long bytes)
      throws SQLException {
    UUID tunnel = UUID.randomUUID();
    execute(
        "insert into audit_record (id, tunnel_id, kind, node, recorded_at, attempted_at, decision,"
            + " user_name, host, port, policy) values (gen_random_uuid(), '%s', '%s', 'n', now(), '%s', '%s',"
                .formatted(
                    tunnel, bytes < 0 ? "refused" : "opened", time, bytes < 0 ? "deny" : "allow")
            + " %s, %s, nullif(%d, 0), %s)"
                .formatted(quoted(user), quoted(host), port, quoted(policy)));
    if (bytes >= 0) {
      execute(
          ("insert into audit_record (id, tunnel_id, kind, node, recorded_at, attempted_at,"
                  + " bytes_up, bytes_down) values (gen_random_uuid(), '%s', 'closed', 'n', now(), '%s',"
                  + " %d, 1)")
              .formatted(tunnel, time, bytes));
    }
  }

  private static String quoted(String text) {
    return text == null ? "null" : "'" + text + "'";
  }

  private void execute(String sql) throws SQLException {
    PatientSql.execute(dataSource, sql);
  }
}
