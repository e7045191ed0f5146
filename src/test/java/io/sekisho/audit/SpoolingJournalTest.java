package io.sekisho.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sekisho.audit.AuditRecord.Spooled.Kind;
import io.sekisho.config.Nodes;
import io.sekisho.spool.Spool;
import io.sekisho.support.TestConfig;
import io.sekisho.telemetry.MetersFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every way in which a store can be away, with a spool in its place. */
class SpoolingJournalTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final long SIZE = 1 << 20;

  private final FakeStore store = new FakeStore();
  private final RecordStamp stamp = new RecordStamp(Clock.systemUTC());
  private final SampleRecords samples = new SampleRecords(stamp);
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final List<AuditJournal> journals = new ArrayList<>();

  @TempDir private Path directory;

  @AfterEach
  void stop() {
    store.release();
    journals.forEach(journal -> journal.stop(Duration.ofSeconds(5)));
  }

  @Test
  void shouldOpenTunnelsWhileTheStoreFailsAndReplayThemInOrderOnce() {
    AuditJournal journal = start(Map.of());
    store.failBefore();
    List<UUID> tunnels = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      tunnels.add(opened(journal));
    }
    assertThat(journal.isSpooling()).isTrue();
    assertThat(journal.available()).isTrue();
    assertThat(journal.spoolRecords()).isEqualTo(50);
    assertThat(journal.spoolBytes()).isPositive();
    assertThat(store.records()).isEmpty();

    store.heal();

    await().until(() -> !journal.isSpooling());
    assertThat(store.tunnels(Kind.OPENED)).isEqualTo(tunnels);
    assertThat(store.duplicates()).isZero();
    assertThat(journal.spoolRecords()).isZero();
    assertThat(journal.spoolBytes()).isZero();
    tunnels.add(opened(journal));
    assertThat(store.tunnels(Kind.OPENED)).as("directly again").isEqualTo(tunnels);
  }

  @Test
  void shouldNotWaitForAStoreThatHangsNorTakeItsLateCommitForAnother() {
    AuditJournal journal = start(Map.of("sekisho.audit.spool-after", "50ms"));
    store.hold();

    UUID first = opened(journal);
    UUID second = opened(journal);
    assertThat(store.records()).as("it still hangs").isEmpty();
    store.release();

    await().until(() -> !journal.isSpooling());
    assertThat(store.tunnels(Kind.OPENED)).containsExactly(first, second);
    assertThat(store.kinds()).as("nothing that would end them").hasSize(2);
    assertThat(store.duplicates()).isZero();
  }

  @Test
  void shouldSettleACommitOfWhichNobodyKnows() {
    AuditJournal journal = start(Map.of());
    store.failAfter();

    UUID tunnel = opened(journal);
    assertThat(store.tunnels(Kind.OPENED)).as("in, but who knows").containsExactly(tunnel);
    store.heal();

    await().until(() -> !journal.isSpooling());
    assertThat(store.records()).hasSize(1);
  }

  @Test
  void shouldSettleACommitThatComesInJustBeforeTheReplay() {
    AuditJournal journal = start(Map.of());
    store.commitLate();

    UUID first = opened(journal);
    UUID second = opened(journal);
    store.heal();

    await().until(() -> !journal.isSpooling());
    assertThat(store.tunnels(Kind.OPENED)).containsExactly(first, second);
    assertThat(store.records()).hasSize(2);
    assertThat(rejected()).isEmpty();
  }

  @Test
  void shouldLetNoRecordOvertakeAnother() {
    AuditJournal journal = start(Map.of("sekisho.audit.max-batch", "7"));
    List<UUID> tunnels = new ArrayList<>();
    for (int round = 0; round < 5; round++) {
      store.failBefore();
      for (int i = 0; i < 40; i++) {
        if (i == 20) {
          store.heal();
        }
        tunnels.add(opened(journal));
      }
      await().until(() -> !journal.isSpooling());
    }
    assertThat(store.tunnels(Kind.OPENED)).isEqualTo(tunnels);
  }

  @Test
  void shouldReplayWhatAnEarlierProcessLeftAndEndWhatItHadOpen() {
    AuditJournal earlier = start(Map.of());
    store.failBefore();
    UUID lost = opened(earlier);
    UUID ended = opened(earlier);
    earlier.append(samples.closed(ended));
    earlier.append(samples.refused());
    await().until(() -> earlier.spoolRecords() == 4);
    stop(earlier);
    assertThat(earlier.isComplete()).as("something waits").isFalse();
    store.heal();

    AuditJournal next = start(Map.of());

    await().until(next::hasReplayed);
    await().until(() -> !next.isSpooling());
    assertThat(store.tunnels(Kind.OPENED)).containsExactly(lost, ended);
    assertThat(store.tunnels(Kind.CLOSED)).containsExactly(ended);
    assertThat(store.tunnels(Kind.LOST)).as("ended by the next").containsExactly(lost);
    assertThat(store.tunnels(Kind.REFUSED)).hasSize(1);
    stop(next);
    assertThat(next.isComplete()).isTrue();
  }

  @Test
  void shouldEndOnceHoweverOftenTheReplayIsBrokenOff() {
    AuditJournal earlier = start(Map.of());
    store.failBefore();
    UUID lost = opened(earlier);
    stop(earlier);
    for (int i = 0; i < 3; i++) {
      stop(start(Map.of()));
    }
    store.heal();

    AuditJournal last = start(Map.of());

    await().until(() -> last.hasReplayed() && !last.isSpooling());
    assertThat(store.kinds()).hasSize(2);
    assertThat(store.tunnels(Kind.LOST)).containsExactly(lost);
  }

  @Test
  void shouldTellOtherwiseOfATunnelThatAnotherNodeTookForLost() {
    AuditJournal journal = start(Map.of());
    UUID tunnel = opened(journal);
    store.failBefore();
    AuditRecord.Closed closed = samples.closed(tunnel);
    journal.append(closed);
    await().until(() -> journal.spoolRecords() == 1);
    store.heal(List.of(samples.lost(closed)));

    await().until(() -> !journal.isSpooling());
    assertThat(store.tunnels(Kind.LOST)).containsExactly(tunnel);
    assertThat(store.tunnels(Kind.CLOSED)).isEmpty();
    AuditRecord.Spooled told = (AuditRecord.Spooled) store.records().get(2);
    assertThat(told.id()).as("told once, whatever happens").isEqualTo(closed.id());
    assertThat(told.kind()).isEqualTo(Kind.INTERIM);
    assertThat(told.toldOtherwise()).contains("after it was taken for lost");
    assertThat(rejected()).isEmpty();
  }

  @Test
  void shouldRefuseTunnelsOnceItIsFullButKeepEnds() {
    AuditJournal journal = start(Map.of("sekisho.audit.spool-max-size", "1M"));
    store.failBefore();
    List<UUID> opened = new ArrayList<>();
    UUID tunnel = stamp.id();
    while (opens(journal, tunnel)) {
      opened.add(tunnel);
      tunnel = stamp.id();
    }
    assertThat(journal.available()).isFalse();
    long before = opened.size() + 1L;
    await("for the refusal").until(() -> journal.spoolRecords() == before);
    assertThat(journal.spoolBytes()).as("7/8, and that").isBetween(900_000L, 917_804L);
    opened.subList(0, 100).forEach(ended -> journal.append(samples.closed(ended)));
    await().until(() -> journal.spoolRecords() == before + 100);
    assertThat(open(journal, stamp.id())).isCompletedExceptionally();

    store.heal();

    await().until(() -> !journal.isSpooling() && journal.available() && journal.depth() == 0);
    assertThat(store.tunnels(Kind.OPENED)).isEqualTo(opened);
    assertThat(store.tunnels(Kind.CLOSED)).isEqualTo(opened.subList(0, 100));
    assertThat(store.tunnels(Kind.REFUSED))
        .as("who waited when it was full")
        .containsExactly(tunnel);
    assertThat(unrecorded()).as("who came then").isEqualTo(1);
    UUID again = opened(journal);
    assertThat(store.tunnels(Kind.OPENED)).endsWith(again);
  }

  @Test
  void shouldKeepAllEndsThoughTunnelsWereWaitingWhenItBecameFull() throws IOException {
    fillBut(7.0 / 8, 0);
    store.failBefore();
    AuditJournal journal =
        start(Map.of("sekisho.audit.spool-max-size", "1M", "sekisho.audit.max-batch", "1"));
    UUID tunnel = stamp.id();
    assertThat(opens(journal, tunnel)).as("it is full").isFalse();

    List<AuditRecord.Closed> ends = Stream.generate(samples::closed).limit(20).toList();
    ends.forEach(journal::append);
    stop(journal);

    assertThat(journal.depth()).as("lost at the stop").isZero();
    store.heal();
    AuditJournal next = start(Map.of());
    await().until(() -> next.hasReplayed() && !next.isSpooling());
    assertThat(store.tunnels(Kind.CLOSED))
        .isEqualTo(ends.stream().map(AuditRecord.Closed::tunnel).toList());
    assertThat(store.tunnels(Kind.REFUSED)).containsExactly(tunnel);
  }

  @Test
  void shouldTakeTunnelsAgainOnceMuchIsFreeAlsoIfNothingIsWritten() throws Exception {
    fillBut(7.0 / 8, 0);
    store.failBefore();
    Spool spool = Spool.open(directory.resolve("spool"), SIZE);
    SpoolingOutlet outlet = outlet(spool, new JournalQueue(10, Duration.ZERO, Duration.ZERO));
    outlet.start();
    CompletableFuture<Void> tunnel = new CompletableFuture<>();
    outlet.write(List.of(opening(tunnel)));
    assertThat(tunnel).isCompletedExceptionally();
    assertThat(outlet.isAvailable()).as("full").isFalse();

    outlet.write(List.of(JournalEntry.plain(samples.closed())));
    assertThat(outlet.isAvailable()).as("an end fits, no tunnel does").isFalse();
    outlet.write(List.of(JournalEntry.plain(samples.refused())));
    assertThat(outlet.isAvailable()).as("there was nothing to keep").isFalse();

    store.heal();
    await("for room").until(outlet::isAvailable);
    stop(outlet);
  }

  @Test
  void shouldWriteAsManyEndsAsFitAndHaveTheOthersWait() throws Exception {
    long size = Spool.size(new FakeForm().write(samples.closed(), Optional.empty()));
    fillBut(1, 3 * size + size / 2);
    store.failBefore();
    Spool spool = Spool.open(directory.resolve("spool"), SIZE);
    JournalQueue queue = new JournalQueue(10, Duration.ZERO, Duration.ZERO);
    SpoolingOutlet outlet = outlet(spool, queue);
    outlet.start();
    long before = spool.records();

    outlet.write(Stream.generate(() -> JournalEntry.plain(samples.closed())).limit(10).toList());

    assertThat(spool.records() - before).as("written").isEqualTo(3);
    assertThat(queue.size()).as("waiting").isEqualTo(7);
    stop(outlet);
  }

  @Test
  void shouldPutEndsBeforeRefusalsThatMustWait() throws InterruptedException {
    JournalQueue queue = new JournalQueue(10, Duration.ZERO, Duration.ZERO);
    JournalEntry refused = opening(new CompletableFuture<>()).instead();
    JournalEntry end = JournalEntry.plain(samples.closed());
    queue.add(refused);
    queue.add(end);
    assertThat(queue.take(10)).containsExactly(end, refused);
  }

  @Test
  void shouldNotLetRefusalsFillIt() {
    AuditJournal journal = start(Map.of("sekisho.audit.spool-max-size", "1M"));
    store.failBefore();
    for (int i = 0; i < 6_000; i++) {
      journal.append(samples.refused());
    }
    await().until(() -> journal.depth() == 0);
    assertThat(journal.spoolBytes()).isBetween(500_000L, 650_000L);
    assertThat(unrecorded()).isPositive();
    assertThat(journal.available()).isTrue();
    opened(journal);
  }

  @Test
  void shouldRefuseWhenTheDiskFailsAndSettleWhatIsInDoubt() throws IOException {
    AuditJournal journal = start(Map.of());
    UUID before = opened(journal);
    Files.delete(directory.resolve("spool").resolve("lock"));
    Files.delete(directory.resolve("spool"));
    store.failAfter();

    UUID doubtful = stamp.id();
    CompletableFuture<Void> tunnel = open(journal, doubtful);
    await().until(tunnel::isDone);
    assertThat(tunnel).isCompletedExceptionally();
    assertThat(journal.available()).isFalse();
    journal.append(samples.closed(before));
    store.heal();

    await().until(() -> journal.available() && journal.depth() == 0);
    await().until(() -> store.tunnels(Kind.LOST).size() == 1);
    assertThat(store.tunnels(Kind.OPENED)).containsExactly(before, doubtful);
    assertThat(store.tunnels(Kind.LOST)).as("never opened").containsExactly(doubtful);
    assertThat(store.tunnels(Kind.CLOSED)).containsExactly(before);
    assertThat(store.tunnels(Kind.REFUSED)).isEmpty();
  }

  @Test
  void shouldRefuseWhatTheStoreRejectsAndGoOn() {
    AuditJournal journal = start(Map.of("sekisho.audit.spool-after", "4s"));
    store.hold();
    CompletableFuture<Void> first = open(journal, stamp.id());
    store.awaitHeld();
    AuditRecord.Opened poison = samples.opened(stamp.id());
    store.reject(poison.id());
    CompletableFuture<Void> rejected =
        journal.open(poison, samples.instead(poison.tunnel())).toCompletableFuture();
    CompletableFuture<Void> last = open(journal, stamp.id());
    store.release();
    await().until(last::isDone);
    assertThat(List.of(first, last)).allSatisfy(tunnel -> assertThat(tunnel).isCompleted());
    assertThat(rejected).isCompletedExceptionally();
    await().until(() -> store.tunnels(Kind.REFUSED).size() == 1);
    assertThat(store.tunnels(Kind.REFUSED)).containsExactly(poison.tunnel());
    assertThat(store.tunnels(Kind.OPENED)).hasSize(2);
    assertThat(journal.isSpooling()).isFalse();
  }

  @Test
  void shouldKeepAsideWhatWasConfirmedAndIsRejectedAfterwards() {
    AuditJournal journal = start(Map.of());
    store.failBefore();
    AuditRecord.Closed poison = samples.closed();
    journal.append(poison);
    UUID tunnel = opened(journal);
    store.reject(poison.id());
    store.heal();

    await().until(() -> !journal.isSpooling());
    assertThat(store.tunnels(Kind.OPENED)).containsExactly(tunnel);
    assertThat(rejected()).singleElement().asString().contains(poison.id().toString());
  }

  @Test
  void shouldKeepAsideOnceHoweverOftenTheStoreBreaksThen() throws IOException {
    AuditRecord.Closed poison = samples.closed();
    AuditRecord.Closed next = samples.closed();
    store.reject(poison.id());
    store.breakAt(next.id());
    try (Spool spool = spool(poison, next)) {
      Replay replay = replay(spool, new FakeForm());
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> replay.step(10)).hasMessage("away");
      }
      assertThat(rejected()).as("what is rejected, once").hasSize(1);
      store.heal();

      assertThat(replay.step(10)).isEqualTo(2);
      assertThat(store.tunnels(Kind.CLOSED)).containsExactly(next.tunnel());
      assertThat(rejected()).singleElement().asString().contains(poison.id().toString());
      assertThat(replay.isOverWithWhatWasLeft()).isTrue();
    }
  }

  @Test
  void shouldBeOverWithWhatWasLeftAlsoIfSomeOfItIsDamaged() throws IOException {
    AuditRecord.Closed damaged = samples.closed();
    try (Spool spool = spool(samples.closed(), damaged, samples.closed())) {
      Replay replay = replay(spool, new FakeForm());
      String text = text(segment());
      String wrong = text.replace(damaged.id().toString(), stamp.id().toString());
      Files.writeString(segment(), wrong, StandardCharsets.ISO_8859_1);

      assertThat(replay.step(10)).as("up to it").isEqualTo(1);
      assertThat(replay.isOverWithWhatWasLeft()).isFalse();
      assertThat(replay.step(10)).as("behind it").isEqualTo(1);
      assertThat(spool.records()).isZero();
      assertThat(replay.isOverWithWhatWasLeft()).isTrue();
    }
  }

  @Test
  void shouldBeOverWithWhatWasLeftAlsoIfItsFileCannotBeDeleted() throws IOException {
    try (Spool spool = spool(samples.closed(), samples.closed())) {
      Replay replay = replay(spool, new Undeletable());

      assertThatThrownBy(() -> replay.step(10)).isInstanceOf(DirectoryNotEmptyException.class);

      assertThat(spool.records()).isZero();
      assertThat(store.tunnels(Kind.CLOSED)).hasSize(2);
      assertThat(replay.isOverWithWhatWasLeft()).isTrue();
    }
  }

  @Test
  void shouldLeaveOutWhatWillComeAgain() {
    AuditJournal journal = start(Map.of());
    store.failBefore();
    opened(journal);
    journal.append(samples.interim());
    assertThat(journal.append(samples.lost(samples.closed()))).isCompletedExceptionally();
    opened(journal);
    assertThat(journal.spoolRecords()).isEqualTo(2);
  }

  @Test
  void shouldTellWhoRecordsALostTunnelThatItIsNotIn() {
    AuditJournal journal = start(Map.of());
    store.failBefore();
    CompletableFuture<Void> lost = journal.append(samples.lost(samples.closed()));
    await().until(lost::isDone);
    assertThat(lost).isCompletedExceptionally();
    assertThat(journal.spoolRecords()).isZero();
  }

  @Test
  void shouldKeepAnEndThatNobodyWouldRecordAgain() throws Exception {
    Spool spool = Spool.open(directory.resolve("spool"), SIZE);
    SpoolingOutlet outlet = outlet(spool, new JournalQueue(10, Duration.ZERO, Duration.ZERO));
    store.failBefore();

    outlet.write(List.of(JournalEntry.plain(samples.lost(samples.closed()))));

    assertThat(spool.records()).isEqualTo(1);
    assertThat(stop(outlet)).as("something waits").isFalse();
  }

  @Test
  void shouldReplayWhatIsLeftAlsoWhenThereIsToBeNoSpoolAnyMore() {
    AuditJournal spooling = start(Map.of());
    store.failBefore();
    UUID tunnel = opened(spooling);
    stop(spooling);
    store.heal();

    AuditJournal refusing = start(Map.of("sekisho.audit.when-unavailable", "refuse"));

    assertThat(store.tunnels(Kind.OPENED)).containsExactly(tunnel);
    assertThat(store.tunnels(Kind.LOST)).containsExactly(tunnel);
    assertThat(refusing.isSpooling()).isFalse();
  }

  @Test
  void shouldNotStartWithoutItsSpoolAndNameTheKey() throws IOException {
    start(Map.of());
    assertThatThrownBy(() -> start(Map.of()))
        .hasMessageContaining("sekisho.audit.spool-directory")
        .hasMessageContaining("in use by another process");
    Path file = Files.createFile(directory.resolve("file"));
    assertThatThrownBy(
            () -> start(Map.of("sekisho.audit.spool-directory", file.resolve("in").toString())))
        .hasMessageContaining("sekisho.audit.spool-directory");
    assertThatThrownBy(() -> start(Map.of("sekisho.audit.spool-after", "5s")))
        .hasMessageContaining("sekisho.audit.spool-after must be less than");
    assertThatThrownBy(() -> start(Map.of("sekisho.audit.spool-max-size", "1K")))
        .hasMessageContaining("sekisho.audit.spool-max-size must be at least");
  }

  private AuditJournal start(Map<String, String> keys) {
    Map<String, String> config = new HashMap<>();
    config.put("sekisho.audit.when-unavailable", "spool");
    config.put("sekisho.audit.spool-directory", directory.resolve("spool").toString());
    config.putAll(keys);
    AuditJournal journal =
        new AuditJournal(
            store,
            new FakeForm(),
            stamp,
            MetersFactory.on(registry),
            Nodes.named("tested"),
            TestConfig.with(config));
    journal.start();
    journals.add(journal);
    return journal;
  }

  private void stop(AuditJournal journal) {
    journal.stop(Duration.ofSeconds(5));
    journals.remove(journal);
  }

  private SpoolingOutlet outlet(Spool spool, JournalQueue queue) {
    return new SpoolingOutlet(
        settlement((record, why) -> {}),
        spool,
        new FakeForm(),
        replay(spool, new FakeForm()),
        queue,
        MetersFactory.on(registry),
        TestConfig.with(Map.of()).audit());
  }

  private static boolean stop(SpoolingOutlet outlet) {
    Deadline deadline = new Deadline();
    deadline.set(PATIENCE);
    return outlet.stop(deadline);
  }

  private Replay replay(Spool spool, SpoolForm form) {
    return new Replay(spool, form, stamp, "tested", this::settlement);
  }

  private Settlement settlement(Settlement.GivenUp givenUp) {
    return new Settlement(
        store,
        stamp,
        MetersFactory.on(registry),
        new JournalQueue(10, Duration.ZERO, Duration.ZERO),
        givenUp);
  }

  private JournalEntry opening(CompletableFuture<Void> confirmation) {
    UUID tunnel = stamp.id();
    return JournalEntry.opening(samples.opened(tunnel), samples.instead(tunnel), confirmation);
  }

  private Spool spool(AuditRecord... records) throws IOException {
    Spool spool = Spool.open(directory.resolve("spool"), SIZE);
    spool.append(
        Stream.of(records).map(record -> new FakeForm().write(record, Optional.empty())).toList());
    return spool;
  }

  /** What an earlier process left: one record that takes a share of the size, but for so much. */
  private void fillBut(double share, long free) throws IOException {
    try (Spool spool = Spool.open(directory.resolve("spool"), SIZE)) {
      spool.append(List.of(new byte[(int) (spool.room(share) - free)]));
    }
  }

  /** Puts something that cannot be deleted in the segment's place once it was read. */
  private final class Undeletable implements SpoolForm {

    @Override
    public byte[] write(AuditRecord record, Optional<UUID> replaces) {
      return new FakeForm().write(record, replaces);
    }

    @Override
    public AuditRecord.Spooled read(byte[] bytes) {
      try {
        Path segment = segment();
        if (Files.isRegularFile(segment)) {
          Files.delete(segment);
          Files.createFile(Files.createDirectory(segment).resolve("file"));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return new FakeForm().read(bytes);
    }
  }

  private UUID opened(AuditJournal journal) {
    UUID tunnel = stamp.id();
    assertThat(open(journal, tunnel)).succeedsWithin(PATIENCE);
    return tunnel;
  }

  private boolean opens(AuditJournal journal, UUID tunnel) {
    return open(journal, tunnel).handle((in, failure) -> failure == null).join();
  }

  private CompletableFuture<Void> open(AuditJournal journal, UUID tunnel) {
    return journal.open(samples.opened(tunnel), samples.instead(tunnel)).toCompletableFuture();
  }

  private double unrecorded() {
    return registry.get("sekisho.audit.unrecorded").counter().count();
  }

  private List<String> rejected() {
    return files(".rejected").stream().map(this::text).toList();
  }

  private Path segment() {
    return files(".spool").get(0);
  }

  private List<Path> files(String suffix) {
    try (Stream<Path> files = Files.list(directory.resolve("spool"))) {
      return files.filter(file -> file.toString().endsWith(suffix)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
