package io.sekisho.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class JournalQueueTest {

  private static final int CROWD = 8;
  private static final Duration AN_HOUR = Duration.ofHours(1);

  private final SampleRecords records = new SampleRecords(new RecordStamp(Clock.systemUTC()));
  private final JournalQueue queue = new JournalQueue(100, AN_HOUR, Duration.ZERO);
  private final JournalQueue riding = new JournalQueue(100, AN_HOUR, AN_HOUR);

  @Test
  void shouldWaitForMoreBehindACrowd() throws Exception {
    add(CROWD);
    assertThat(queue.take(100)).hasSize(CROWD);
    add(1);
    CompletableFuture<List<JournalEntry>> taken = new CompletableFuture<>();
    Thread taker = taker(queue, taken);
    await().until(() -> lingers(taker));
    add(2);
    LockSupport.unpark(taker);
    assertThat(taken.join()).hasSize(3);
  }

  @Test
  void shouldHaveEndsWaitForATunnelToGoWith() {
    riding.add(JournalEntry.plain(records.refused()));
    CompletableFuture<List<JournalEntry>> taken = new CompletableFuture<>();
    Thread taker = taker(riding, taken);
    await().until(() -> lingers(taker));
    riding.add(JournalEntry.plain(records.refused()));
    assertThat(taken).as("two that nobody waits for").isNotDone();
    riding.add(opening());
    assertThat(taken.join()).extracting(JournalEntry::isOpening).contains(true).hasSize(3);
  }

  @Test
  void shouldNotHaveATunnelWait() throws Exception {
    riding.add(opening());
    assertThat(riding.take(100)).hasSize(1);
  }

  @Test
  void shouldNotHaveThemWaitOnceThereAreEnough() throws Exception {
    for (int i = 0; i < 5; i++) {
      riding.add(JournalEntry.plain(records.refused()));
    }
    assertThat(riding.take(5)).hasSize(5);
  }

  @Test
  void shouldNotWaitBehindAFew() throws Exception {
    add(CROWD - 1);
    assertThat(queue.take(100)).hasSize(CROWD - 1);
    add(CROWD);
    assertThat(queue.take(CROWD - 1)).hasSize(CROWD - 1);
    assertThat(queue.take(100)).hasSize(1);
  }

  private void add(int number) {
    for (int i = 0; i < number; i++) {
      queue.add(JournalEntry.plain(records.refused()));
    }
  }

  private JournalEntry opening() {
    return JournalEntry.opening(
        records.opened(UUID.randomUUID()), records.refused(), new CompletableFuture<>());
  }

  private static Thread taker(JournalQueue queue, CompletableFuture<List<JournalEntry>> taken) {
    Thread taker = new Thread(() -> taken.complete(take(queue)));
    taker.start();
    return taker;
  }

  private static List<JournalEntry> take(JournalQueue queue) {
    try {
      return queue.take(100);
    } catch (InterruptedException e) {
      throw new CompletionException(e);
    }
  }

  private static boolean lingers(Thread thread) {
    return Arrays.stream(thread.getStackTrace())
            .limit(5)
            .anyMatch(frame -> frame.getClassName().equals(JournalQueue.class.getName()))
        && thread.getState() == Thread.State.TIMED_WAITING
        && Arrays.stream(thread.getStackTrace())
            .noneMatch(frame -> frame.getMethodName().equals("poll"));
  }
}
