package io.sekisho.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sekisho.config.Nodes;
import io.sekisho.support.TestConfig;
import io.sekisho.telemetry.MetersFactory;
import io.sekisho.tunnel.CloseReason;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every way a commit can go, with a store that does as it is told. */
class AuditJournalTest {

  private final FakeStore store = new FakeStore();
  private final RecordStamp stamp = new RecordStamp(Clock.systemUTC());
  private final SampleRecords samples = new SampleRecords(stamp);
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private AuditJournal journal;

  @AfterEach
  void stop() {
    store.release();
    if (journal != null) {
      journal.stop(Duration.ofSeconds(5));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1ms", "101ms"})
  void shouldNotLingerForLong(String linger) {
    assertThatThrownBy(() -> start(Map.of("sekisho.audit.linger", linger)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("sekisho.audit.linger");
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
      journal.append(samples.refused());
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
    journal.append(samples.closed());
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
    journal.append(samples.refused());
    await().until(() -> !journal.available());
    journal.append(samples.closed());
    CompletableFuture<Void> refusedAtOnce = open();
    assertThat(refusedAtOnce).isCompletedExceptionally();

    store.heal();

    await().until(() -> store.records().size() == 3);
    assertThat(new HashSet<>(store.records())).hasSize(3);
    assertThat(store.duplicates()).isZero();
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
      journal.append(samples.refused());
    }
    assertThat(journal.depth()).as("refusals fill half the queue at most").isEqualTo(5);
    for (int i = 0; i < 20; i++) {
      journal.append(samples.closed());
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
      journal.append(samples.refused());
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
    AuditRecord.Refused poison = samples.refused();
    store.reject(poison.id());
    journal.append(samples.refused());
    journal.append(poison);
    journal.append(samples.refused());
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
    AuditRecord.Closed closed = samples.closed();
    CompletableFuture<Void> lost = journal.append(samples.lost(closed));
    await().until(lost::isDone);
    assertThat(store.kinds()).containsExactly("Lost");

    CompletableFuture<Void> again = journal.append(samples.lost(closed));
    journal.append(closed);
    AuditRecord.Refused next = samples.refused();
    journal.append(next);

    await().until(() -> store.records().size() == 3);
    assertThat(again).isCompleted();
    assertThat(store.kinds()).containsExactly("Lost", "Interim", "Refused");
    AuditRecord.Interim kept = (AuditRecord.Interim) store.records().get(1);
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
    journal.append(samples.interim());
    for (int i = 0; i < 3; i++) {
      journal.append(samples.refused());
    }
    for (int i = 0; i < 10; i++) {
      journal.append(samples.interim());
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
    journal.append(samples.refused());
    await().until(() -> !journal.available());
    journal.append(samples.interim());
    store.heal();
    await().until(() -> store.records().size() == 1);
    assertThat(store.kinds()).containsExactly("Refused");
  }

  @Test
  void shouldTellOfALostTunnelThatItIsRecordedAlsoAfterACommitInDoubt() {
    start(Map.of());
    store.failAfter();
    CompletableFuture<Void> lost = journal.append(samples.lost(samples.closed()));
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
      journal.append(samples.closed());
    }

    journal.stop(Duration.ofSeconds(10));

    assertThat(store.records()).hasSize(1_000);
  }

  private void start(Map<String, String> config) {
    journal =
        new AuditJournal(
            store,
            new FakeForm(),
            stamp,
            MetersFactory.on(registry),
            Nodes.named("tested"),
            TestConfig.with(config));
    journal.start();
  }

  private double unrecorded() {
    return registry.get("sekisho.audit.unrecorded").counter().count();
  }

  private CompletableFuture<Void> open() {
    UUID tunnel = stamp.id();
    return journal.open(samples.opened(tunnel), samples.instead(tunnel)).toCompletableFuture();
  }
}
