package io.sekisho.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.sekisho.audit.AuditJournal;
import io.sekisho.audit.LogFollower;
import io.sekisho.support.Api;
import io.sekisho.support.PatientSql;
import io.sekisho.support.RunningSekisho;
import io.sekisho.support.Target;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Followers of the log, led by several replicas, on a log with several chains. */
@QuarkusTest
@TestProfile(LogFollowingQuarkusTest.LogOfItsOwn.class)
class LogFollowingQuarkusTest extends RunningSekisho {

  /** A log that no other test writes to. */
  public static class LogOfItsOwn implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("sekisho.audit.checkpoint-interval", "1h");
    }
  }

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Inject AgroalDataSource dataSource;
  @Inject AuditJournal journal;
  @Inject LogFollowing following;
  @Inject Replicas replicas;

  private final List<LogGuide<?>> guides = new ArrayList<>();
  private Connection session;

  @BeforeEach
  void policy() {
    allow(Api.user("alice"), "127.0.0.1");
  }

  @AfterEach
  void stop() throws SQLException {
    guides.forEach(LogGuide::stop);
    if (session != null) {
      try (Statement unlock = session.createStatement()) {
        unlock.execute("select pg_advisory_unlock_all()");
      }
      session.close();
    }
  }

  /** What it was shown, by the record. */
  private static final class Reader implements LogFollower<ObjectNode> {
    private final String name = "reader-" + UUID.randomUUID();
    private final Map<String, AtomicInteger> shown = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<ObjectNode> records = new ConcurrentLinkedQueue<>();
    private final AtomicInteger begun = new AtomicInteger();
    private volatile boolean fromBeginning = true;
    private volatile boolean failing;
    private volatile CountDownLatch busy = new CountDownLatch(0);

    @Override
    public String name() {
      return name;
    }

    @Override
    public boolean fromBeginning() {
      return fromBeginning;
    }

    @Override
    public void begin() {
      begun.incrementAndGet();
    }

    @Override
    public void accept(List<ObjectNode> page) throws InterruptedException {
      busy.await();
      if (failing) {
        throw new IllegalStateException("the receiver is away");
      }
      for (ObjectNode record : page) {
        records.add(record);
        shown
            .computeIfAbsent(record.get("id").textValue(), id -> new AtomicInteger())
            .incrementAndGet();
      }
    }
  }

  @Test
  void shouldShowEveryRecordOfEveryChainOnceAndInOrderWhileTheyAreWritten() throws Exception {
    Reader reader = new Reader();
    LogGuide<ObjectNode> guide = lead(reader, "one/1");
    long other = chain("another");
    present("another");
    try (Target echo = Target.echo()) {
      for (int i = 1; i <= 60; i++) {
        if (i % 3 == 0) {
          tunnel(echo);
        } else {
          refused();
        }
        record(other, i);
      }
    }
    awaitAll(reader);
    assertThat(reader.shown.values()).as("times").allMatch(times -> times.get() == 1);
    assertInOrder(reader);
    assertThat(guide.failure()).isEmpty();
    assertThat(reader.begun).hasValue(1);
  }

  @Test
  void shouldShowAgainWhatWasNotTakenAndTellWhyItWaits() {
    Reader reader = new Reader();
    reader.failing = true;
    refused();
    LogGuide<ObjectNode> guide = lead(reader, "one/1");
    await().atMost(PATIENCE).until(() -> guide.failure().isPresent());
    assertThat(guide.failure().orElseThrow().cause()).contains("the receiver is away");
    assertThat(reader.records).isEmpty();

    reader.failing = false;
    awaitAll(reader);
    await().atMost(PATIENCE).until(() -> guide.failure().isEmpty());
    assertThat(reader.shown.values()).as("times").allMatch(times -> times.get() == 1);
  }

  @Test
  void shouldBeLedByOneReplicaAtATimeAndByTheNextFromWhereItWas() throws Exception {
    Reader reader = new Reader();
    LogGuide<ObjectNode> first = lead(reader, "one/1");
    refused();
    awaitAll(reader);
    LogGuide<ObjectNode> second = lead(reader, "two/1");
    refused();
    awaitAll(reader);
    assertThat(reader.begun).as("who took the lead").hasValue(1);
    assertThat(query("select holder from log_follower where name = '" + reader.name + "'"))
        .containsExactly("one/1");

    first.stop();
    refused();
    awaitAll(reader);
    assertThat(reader.begun).as("who took the lead").hasValue(2);
    assertThat(second.failure()).isEmpty();
    assertThat(reader.shown.values()).as("times").allMatch(times -> times.get() == 1);
  }

  @Test
  void shouldBeTakenOverFromAReplicaThatIsGoneWithoutAWord() throws Exception {
    Reader reader = new Reader();
    lead(reader, "one/1");
    refused();
    awaitAll(reader);
    guides.remove(0).stop();
    execute(
        "update log_follower set holder = 'gone/1', until = now() + interval '2 seconds'"
            + " where name = '"
            + reader.name
            + "'");
    lead(reader, "two/1");
    refused();
    awaitAll(reader);
    assertThat(query("select holder from log_follower where name = '" + reader.name + "'"))
        .containsExactly("two/1");
  }

  @Test
  void shouldNotMoveOnForOneThatIsNotItsHolderAnyMore() throws Exception {
    Reader reader = new Reader();
    try (Connection connection = dataSource.getConnection()) {
      LogPositions.add(connection, reader.name, true);
      LogPositions.claim(connection, reader.name, "one/1", Duration.ZERO);
      await()
          .until(
              () ->
                  LogPositions.claim(connection, reader.name, "two/1", Duration.ofMinutes(1))
                      == LogPositions.Claim.TAKEN);
      assertThat(LogPositions.advance(connection, reader.name, "one/1", Map.of(1L, 7L))).isFalse();
      assertThat(LogPositions.open(connection, reader.name)).doesNotContainValue(7L);
      assertThat(LogPositions.claim(connection, reader.name, "two/1", Duration.ofMinutes(1)))
          .isEqualTo(LogPositions.Claim.KEPT);
      assertThat(LogPositions.claim(connection, reader.name, "one/1", Duration.ofMinutes(1)))
          .isEqualTo(LogPositions.Claim.NONE);
    }
  }

  @Test
  void shouldBeginWithWhatComesIfItIsToldSo() {
    refused();
    Reader reader = new Reader();
    reader.fromBeginning = false;
    lead(reader, "one/1");
    await().atMost(PATIENCE).until(() -> reader.begun.get() == 1);
    int before = reader.records.size();
    refused();
    await().atMost(PATIENCE).until(() -> !reader.records.isEmpty());
    assertThat(before).isZero();
    assertThat(reader.records).hasSize(1);
  }

  @Test
  void shouldLookNoMoreIntoChainsThatAreOver() throws Exception {
    long signed = chain("signed");
    record(signed, 1);
    execute(
        "insert into audit_checkpoint (chain, number, sequence, hash, signed_at, last, key,"
            + " signature) values (%d, 1, 1, '', now(), true, 'k', 's')".formatted(signed));
    long replaced = chain("replaced");
    record(replaced, 1);
    long replacing = chain("replaced");
    record(replacing, 1);
    Reader reader = new Reader();
    present("replaced");
    lead(reader, "one/1");
    awaitAll(reader);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(chains(reader, "done")).contains(signed).doesNotContain(replaced);
              assertThat(chains(reader, "silent")).contains(replaced).doesNotContain(replacing);
            });
  }

  @Test
  void shouldShowWhatComesLateFromWhoSeemedToBeGone() throws Exception {
    long gone = chain("gone");
    record(gone, 1);
    Reader reader = new Reader();
    lead(reader, "one/1");
    awaitAll(reader);
    await().atMost(PATIENCE).until(() -> chains(reader, "silent").contains(gone));
    record(gone, 2);
    try (Connection connection = dataSource.getConnection()) {
      LogPositions.revive(connection, reader.name);
    }
    awaitAll(reader);
  }

  @Test
  void shouldKeepTheLeadWhileItsFollowerIsBusy() throws Exception {
    Reader reader = new Reader();
    reader.busy = new CountDownLatch(1);
    refused();
    LogGuide<ObjectNode> guide =
        new LogGuide<>(dataSource, reader, new WholeRecords(), "one/1", Duration.ofMillis(900));
    guides.add(guide);
    guide.start();
    await().atMost(PATIENCE).until(() -> reader.begun.get() == 1);
    lead(reader, "two/1");
    Set<String> ends = new LinkedHashSet<>();
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              ends.addAll(
                  query("select until from log_follower where name = '" + reader.name + "'"));
              return ends.size() >= 6;
            });
    assertThat(query("select holder from log_follower where name = '" + reader.name + "'"))
        .containsExactly("one/1");
    reader.busy.countDown();
    awaitAll(reader);
    assertThat(reader.begun).as("who took the lead").hasValue(1);
    assertThat(reader.shown.values()).as("times").allMatch(times -> times.get() == 1);
  }

  @Test
  void shouldTellHowManyWait() throws Exception {
    Reader reader = new Reader();
    reader.failing = true;
    following.lead(reader);
    try {
      refused();
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                LogFollowing.Standing standing = standing(reader);
                assertThat(standing.waiting()).isPositive();
                assertThat(standing.leader()).isPresent();
                assertThat(standing.failure()).isPresent();
              });
      reader.failing = false;
      await().atMost(PATIENCE).until(() -> standing(reader).waiting() == 0);
    } finally {
      reader.failing = false;
    }
  }

  private LogFollowing.Standing standing(Reader reader) {
    return following.standings().stream()
        .filter(standing -> standing.follower().equals(reader.name))
        .findFirst()
        .orElseThrow();
  }

  private LogGuide<ObjectNode> lead(Reader reader, String holder) {
    LogGuide<ObjectNode> guide = new LogGuide<>(dataSource, reader, new WholeRecords(), holder);
    guides.add(guide);
    guide.start();
    return guide;
  }

  private void awaitAll(Reader reader) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(journal.depth()).isZero();
              Set<String> all =
                  new LinkedHashSet<>(query("select id from audit_record where chain is not null"));
              all.removeAll(reader.shown.keySet());
              assertThat(all).as("records not shown").isEmpty();
            });
  }

  private static void assertInOrder(Reader reader) {
    reader.records.stream()
        .collect(Collectors.groupingBy(record -> record.get("chain").longValue()))
        .forEach(
            (chain, records) ->
                assertThat(records)
                    .as("sequences of chain " + chain)
                    .extracting(record -> record.get("sequence").longValue())
                    .isSorted());
  }

  private UUID tunnel(Target echo) {
    Opened opened = open("alice", echo.authority());
    opened.client().close();
    closed(opened.id());
    return opened.id();
  }

  private void refused() {
    refused(client().requestTunnel("a.example:443").refusal());
  }

  /** A chain of another replica, long ago. */
  private long chain(String node) throws SQLException {
    execute(
        "insert into audit_chain (number, node, started_at, previous_sequence, previous_hash)"
            + " select coalesce(max(number), 0) + 1, '%s', now() - interval '1 day', 0, '' from audit_chain"
                .formatted(node));
    return Long.parseLong(query("select max(number) from audit_chain").get(0));
  }

  private void record(long chain, long sequence) throws SQLException {
    execute(
        "insert into audit_record (id, tunnel_id, kind, node, recorded_at, attempted_at, chain,"
            + " sequence, form, hash) values (gen_random_uuid(), gen_random_uuid(), 'refused',"
            + " 'gone', now(), now(), %d, %d, 1, '\\x00')".formatted(chain, sequence));
  }

  /** Has a replica be there until the test is over. */
  private void present(String node) throws SQLException {
    session = dataSource.getConnection();
    assertThat(replicas.take(session, node, Instant.now())).isTrue();
  }

  private List<Long> chains(Reader reader, String state) throws SQLException {
    return query(
            "select chain from log_position where %s and follower = '%s'"
                .formatted(state, reader.name))
        .stream()
        .map(Long::valueOf)
        .toList();
  }

  private void execute(String sql) throws SQLException {
    PatientSql.execute(dataSource, sql);
  }

  private List<String> query(String sql) throws SQLException {
    List<String> values = new ArrayList<>();
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        values.add(Optional.ofNullable(rows.getString(1)).orElse(""));
      }
    }
    return values;
  }
}
