package io.sekisho.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sekisho.connect.Refusal;
import io.sekisho.connect.RefusalReason;
import io.sekisho.passage.Arrival;
import io.sekisho.passage.Attempt;
import io.sekisho.support.TestConfig;
import io.sekisho.telemetry.MetersFactory;
import io.sekisho.tls.Inspection;
import io.sekisho.tunnel.CloseReason;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every way a commit can go, with a store that does as it is told. */
class AuditJournalTest {

  private final FakeStore store = new FakeStore();
  private final RecordStamp stamp = new RecordStamp(Clock.systemUTC());
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private AuditJournal journal;

  @AfterEach
  void stop() {
    store.release();
    journal.stop(Duration.ofSeconds(5));
  }

  @Test
  void shouldConfirmATunnelOnlyWhenItsRecordIsIn() {
    start(Map.of());
    store.hold();

    CompletableFuture<Void> confirmation = open();

    store.awaitHeld();
    assertThat(confirmation).isNotDone();
    store.release();
    await().until(confirmation::isDone);
    assertThat(confirmation).isCompleted();
    assertThat(store.kinds()).containsExactly("Opened");
  }

  @Test
  void shouldCommitAllThatWaitTogether() {
    start(Map.of());
    store.hold();
    CompletableFuture<Void> first = open();
    store.awaitHeld();
    List<CompletableFuture<Void>> others = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      others.add(open());
    }

    store.release();

    await().until(() -> others.stream().allMatch(CompletableFuture::isDone));
    assertThat(first).isCompleted();
    assertThat(others).allSatisfy(other -> assertThat(other).isCompleted());
    assertThat(store.commits()).containsExactly(1, 100);
  }

  @Test
  void shouldBoundAGroup() {
    start(Map.of("sekisho.audit.max-batch", "10"));
    store.hold();
    open();
    store.awaitHeld();
    for (int i = 0; i < 25; i++) {
      journal.append(refused());
    }

    store.release();

    await().until(() -> store.commits().equals(List.of(1, 10, 10, 5)));
  }

  @Test
  void shouldRefuseWhileTheStoreIsAwayAndRecordTheRefusalsAfterwards() {
    start(Map.of());
    store.failBefore();

    CompletableFuture<Void> waiting = open();
    await().until(waiting::isCompletedExceptionally);
    assertThat(journal.available()).isFalse();
    assertThat(open()).isCompletedExceptionally();
    journal.append(closed());
    store.heal();

    await().until(journal::available);
    await().until(() -> store.records().size() == 3);
    assertThat(store.kinds()).containsExactlyInAnyOrder("Refused", "Refused", "Closed");
    CompletableFuture<Void> again = open();
    await().until(again::isDone);
    assertThat(again).isCompleted();
  }

  @Test
  void shouldSettleACommitOfWhichNobodyKnows() {
    start(Map.of());
    store.failAfter();

    CompletableFuture<Void> waiting = open();
    await().until(waiting::isCompletedExceptionally);
    store.heal();

    await().until(() -> store.kinds().equals(List.of("Opened", "Closed")));
    AuditRecord.Closed closed = (AuditRecord.Closed) store.records().get(1);
    assertThat(closed.reason()).isEqualTo(CloseReason.NOT_OPENED);
    assertThat(closed.tunnel()).isEqualTo(store.records().get(0).tunnel());
  }

  @Test
  void shouldWriteEachRecordOnceHoweverOftenTheCommitIsInDoubt() {
    start(Map.of());
    store.failAfter();
    journal.append(refused());
    await().until(() -> !journal.available());
    journal.append(closed());
    CompletableFuture<Void> refusedAtOnce = open();
    assertThat(refusedAtOnce).isCompletedExceptionally();

    store.heal();

    await().until(() -> store.records().size() == 3);
    assertThat(new HashSet<>(store.records())).hasSize(3);
    assertThat(store.duplicates).isZero();
  }

  @Test
  void shouldNotLetAClientWaitLongerThanTheBound() {
    start(Map.of("sekisho.audit.commit-timeout", "200ms"));
    store.hold();

    CompletableFuture<Void> late = open();
    store.awaitHeld();
    CompletableFuture<Void> neverTried = open();
    await().until(() -> late.isCompletedExceptionally() && neverTried.isCompletedExceptionally());
    store.release();

    // The first was committed too late: it is closed in the log. The second became a refusal.
    await().until(() -> store.records().size() == 3);
    assertThat(store.kinds()).containsExactlyInAnyOrder("Opened", "Refused", "Closed");
  }

  @Test
  void shouldBoundItsQueueButKeepEveryEnd() {
    start(Map.of("sekisho.audit.queue-capacity", "10"));
    store.hold();
    open();
    store.awaitHeld();
    for (int i = 0; i < 20; i++) {
      journal.append(refused());
    }
    assertThat(journal.depth()).as("refusals fill half the queue at most").isEqualTo(5);
    for (int i = 0; i < 20; i++) {
      journal.append(closed());
    }
    assertThat(journal.depth()).isEqualTo(25);
    assertThat(open()).as("the queue is full").isCompletedExceptionally();

    store.release();
    await().until(() -> store.records().size() == 26);
    assertThat(store.kinds().stream().filter("Closed"::equals)).hasSize(20);
  }

  @Test
  void shouldLetTunnelsThatWaitGoBeforeRefusals() {
    start(Map.of("sekisho.audit.max-batch", "1"));
    store.hold();
    open();
    store.awaitHeld();
    for (int i = 0; i < 10; i++) {
      journal.append(refused());
    }
    open();

    store.release();

    await().until(() -> store.records().size() == 12);
    assertThat(store.kinds().subList(0, 3)).containsExactly("Opened", "Opened", "Refused");
  }

  @Test
  void shouldGiveUpOneRecordThatTheStoreRejectsAndWriteAllOthers() {
    start(Map.of());
    store.hold();
    open();
    store.awaitHeld();
    AuditRecord.Refused poison = refused();
    store.reject(poison.id());
    journal.append(refused());
    journal.append(poison);
    journal.append(refused());
    CompletableFuture<Void> tunnel = open();

    store.release();

    await().until(tunnel::isDone);
    assertThat(tunnel).isCompleted();
    await().until(() -> store.records().size() == 4);
    assertThat(store.records()).doesNotContain(poison);
    assertThat(journal.available()).isTrue();
  }

  @Test
  void shouldEndInTheLogATunnelWhoseLostCommitComesInLate() {
    start(Map.of());
    store.commitLate();

    CompletableFuture<Void> tunnel = open();
    await().until(tunnel::isCompletedExceptionally);
    store.heal();

    // The refusal in its place meets the opening that is in after all.
    await().until(() -> store.kinds().equals(List.of("Opened", "Closed")));
    assertThat(((AuditRecord.Closed) store.records().get(1)).reason())
        .isEqualTo(CloseReason.NOT_OPENED);
  }

  @Test
  void shouldKeepTheEndThatIsInAndTakeALaterOneForNoLoss() {
    start(Map.of());
    AuditRecord.Closed closed = closed();
    CompletableFuture<Void> lost = journal.append(lost(closed));
    await().until(lost::isDone);
    assertThat(store.kinds()).containsExactly("Lost");

    CompletableFuture<Void> again = journal.append(lost(closed));
    journal.append(closed);
    AuditRecord.Refused next = refused();
    journal.append(next);

    await().until(() -> store.records().size() == 3);
    assertThat(again).isCompleted();
    assertThat(store.kinds()).containsExactly("Lost", "Refused", "Interim");
    AuditRecord.Interim kept = (AuditRecord.Interim) store.records().get(2);
    assertThat(kept.remark()).contains("client_closed after it was taken for lost");
    assertThat(kept.bytesDown()).isEqualTo(closed.bytesDown());
    assertThat(unrecorded()).isZero();
  }

  @Test
  void shouldWriteInterimRecordsLastAndLeaveThemOutWhenThereIsNoRoom() {
    start(Map.of("sekisho.audit.queue-capacity", "10", "sekisho.audit.max-batch", "1"));
    store.hold();
    open();
    store.awaitHeld();
    journal.append(interim());
    for (int i = 0; i < 3; i++) {
      journal.append(refused());
    }
    for (int i = 0; i < 10; i++) {
      journal.append(interim());
    }
    assertThat(journal.depth()).as("half the queue at most").isEqualTo(5);
    open();

    store.release();

    await().until(() -> store.records().size() == 7);
    assertThat(store.kinds())
        .containsExactly("Opened", "Opened", "Refused", "Refused", "Refused", "Interim", "Interim");
    assertThat(unrecorded()).isZero();
  }

  @Test
  void shouldLeaveOutInterimRecordsWhileTheStoreIsAway() {
    start(Map.of());
    store.failBefore();
    journal.append(refused());
    await().until(() -> !journal.available());
    journal.append(interim());
    store.heal();
    await().until(() -> store.records().size() == 1);
    assertThat(store.kinds()).containsExactly("Refused");
  }

  @Test
  void shouldTellOfALostTunnelThatItIsRecordedAlsoAfterACommitInDoubt() {
    start(Map.of());
    store.failAfter();
    CompletableFuture<Void> lost = journal.append(lost(closed()));
    await().until(() -> !journal.available());
    assertThat(lost).isNotDone();

    store.heal();

    await().until(lost::isDone);
    assertThat(store.kinds()).containsExactly("Lost");
  }

  @Test
  void shouldWriteWhatIsQueuedBeforeItStops() {
    start(Map.of());
    for (int i = 0; i < 1_000; i++) {
      journal.append(closed());
    }

    journal.stop(Duration.ofSeconds(10));

    assertThat(store.records()).hasSize(1_000);
  }

  private void start(Map<String, String> config) {
    journal = new AuditJournal(store, stamp, MetersFactory.on(registry), TestConfig.with(config));
    journal.start();
  }

  private double unrecorded() {
    return registry.get("sekisho.audit.unrecorded").counter().count();
  }

  private AuditRecord.Lost lost(AuditRecord.Closed closed) {
    return new AuditRecord.Lost(
        stamp.id(),
        stamp.now(),
        closed.tunnel(),
        closed.attempted(),
        "other",
        "found by a test",
        Optional.empty(),
        Optional.empty());
  }

  private AuditRecord.Interim interim() {
    return new AuditRecord.Interim(
        stamp.id(), stamp.now(), stamp.id(), stamp.now(), Optional.empty(), 1, 2, Inspection.NONE);
  }

  private CompletableFuture<Void> open() {
    Attempt attempt = attempt();
    return journal
        .open(
            new AuditRecord.Opened(stamp.id(), stamp.now(), attempt),
            new AuditRecord.Refused(
                stamp.id(),
                stamp.now(),
                attempt,
                Refusal.of(RefusalReason.AUDIT_UNAVAILABLE, "away")))
        .toCompletableFuture();
  }

  private AuditRecord.Refused refused() {
    return new AuditRecord.Refused(
        stamp.id(), stamp.now(), attempt(), Refusal.of(RefusalReason.NO_PASS, "none"));
  }

  private AuditRecord.Closed closed() {
    return new AuditRecord.Closed(
        stamp.id(),
        stamp.now(),
        stamp.id(),
        stamp.now(),
        CloseReason.CLIENT_CLOSED,
        Optional.empty(),
        1,
        2,
        Inspection.NONE);
  }

  private Attempt attempt() {
    return Attempt.accepted(
        stamp.id(), stamp.now(), Arrival.plain(new InetSocketAddress("127.0.0.1", 1)));
  }

  /** Commits, fails before or after committing, or waits, as it is told. */
  private static final class FakeStore implements AuditStore {

    private enum Mode {
      COMMIT,
      FAIL_BEFORE,
      FAIL_AFTER,
      COMMIT_LATE
    }

    private final Map<UUID, AuditRecord> committed = new LinkedHashMap<>();
    private final List<Integer> commits = new ArrayList<>();
    private volatile Mode mode = Mode.COMMIT;
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile CountDownLatch held = new CountDownLatch(1);
    private final List<AuditRecord> late = new ArrayList<>();
    private volatile UUID rejected;
    private int duplicates;

    @Override
    public void append(List<AuditRecord> records) {
      held.countDown();
      try {
        gate.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      Mode now = mode;
      if (now == Mode.FAIL_BEFORE) {
        throw new IllegalStateException("away");
      }
      if (now == Mode.COMMIT_LATE) {
        late.addAll(records);
        throw new IllegalStateException("no answer");
      }
      comeInLate();
      if (records.stream().anyMatch(this::isRejected)) {
        throw new Rejected(new IllegalArgumentException("not this one"));
      }
      commit(records);
      if (now == Mode.FAIL_AFTER) {
        throw new IllegalStateException("the connection broke");
      }
    }

    @Override
    public synchronized Set<UUID> committed(Collection<UUID> records) {
      if (mode != Mode.COMMIT) {
        throw new IllegalStateException("away");
      }
      Set<UUID> in = new HashSet<>(records);
      in.retainAll(committed.keySet());
      return in;
    }

    @Override
    public synchronized boolean ended(UUID tunnel, Instant attempted) {
      return committed.values().stream()
          .anyMatch(record -> record.isEnd() && record.tunnel().equals(tunnel));
    }

    /** What was taken for lost is in, just before the next that is written. */
    private synchronized void comeInLate() {
      if (!late.isEmpty()) {
        commit(List.copyOf(late));
        late.clear();
      }
    }

    private synchronized boolean isRejected(AuditRecord record) {
      boolean secondOutcome =
          !record.isEnd()
              && committed.values().stream()
                  .anyMatch(other -> other.tunnel().equals(record.tunnel()) && !other.isEnd());
      boolean secondEnd = record.isEnd() && ended(record.tunnel(), record.attempted());
      return record.id().equals(rejected) || secondOutcome || secondEnd;
    }

    private synchronized void commit(List<AuditRecord> records) {
      commits.add(records.size());
      for (AuditRecord record : records) {
        if (committed.put(record.id(), record) != null) {
          duplicates++;
        }
      }
    }

    synchronized List<AuditRecord> records() {
      return List.copyOf(committed.values());
    }

    synchronized List<Integer> commits() {
      return List.copyOf(commits);
    }

    List<String> kinds() {
      return records().stream().map(record -> record.getClass().getSimpleName()).toList();
    }

    void hold() {
      held = new CountDownLatch(1);
      gate = new CountDownLatch(1);
    }

    void awaitHeld() {
      try {
        held.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    void release() {
      gate.countDown();
    }

    void failBefore() {
      mode = Mode.FAIL_BEFORE;
    }

    void failAfter() {
      mode = Mode.FAIL_AFTER;
    }

    void commitLate() {
      mode = Mode.COMMIT_LATE;
    }

    void reject(UUID record) {
      rejected = record;
    }

    void heal() {
      mode = Mode.COMMIT;
    }
  }
}
