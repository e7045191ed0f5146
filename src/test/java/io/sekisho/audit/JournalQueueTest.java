package io.sekisho.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class JournalQueueTest {

  private static final int CROWD = 8;

  private final SampleRecords records = new SampleRecords(new RecordStamp(Clock.systemUTC()));
  private final JournalQueue queue = new JournalQueue(100, Duration.ofHours(1));

  @Test
  void shouldWaitForMoreBehindACrowd() throws Exception {
    add(CROWD);
    assertThat(queue.take(100)).hasSize(CROWD);
    add(1);
    Thread[] taker = new Thread[1];
    CompletableFuture<List<JournalEntry>> taken = new CompletableFuture<>();
    taker[0] = new Thread(() -> taken.complete(take()));
    taker[0].start();
    await().until(() -> lingers(taker[0]));
    add(2);
    LockSupport.unpark(taker[0]);
    assertThat(taken.join()).hasSize(3);
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

  private List<JournalEntry> take() {
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
