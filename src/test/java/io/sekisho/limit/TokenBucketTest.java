package io.sekisho.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TokenBucketTest {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  /** Not 0, so that nothing depends on where the clock began; near where it overflows. */
  private static final long START = Long.MAX_VALUE - SECOND;

  @Test
  void whatIsSavedIsFreeAndTheRestIsWaitedFor() {
    TokenBucket bucket = new TokenBucket(1_000_000, START);
    long later = START + SECOND;
    assertThat(bucket.take(100_000, later)).as("what 100 ms save up").isZero();
    assertThat(bucket.take(500_000, later)).isEqualTo(SECOND / 2);
    assertThat(bucket.take(500_000, later)).as("debts add up").isEqualTo(SECOND);
    assertThat(bucket.take(0, later + SECOND / 4)).as("asked only").isEqualTo(SECOND * 3 / 4);
    assertThat(bucket.take(0, later + SECOND)).isZero();
    assertThat(bucket.take(1_000, later + SECOND)).isEqualTo(SECOND / 1_000);
  }

  @Test
  void longSilenceSavesNoMoreThanTheMost() {
    TokenBucket bucket = new TokenBucket(1_000, START);
    assertThat(bucket.take(1_000, START + 3_600 * SECOND)).isEqualTo(SECOND - TokenBucket.SAVED);
  }

  @Test
  void aDebtIsPaidFasterAtAHigherRateAndSlowerAtALowerOne() {
    TokenBucket bucket = new TokenBucket(1_000, START);
    bucket.take(10_000, START);
    long debt = bucket.take(0, START);
    bucket.rate(10_000, START);
    assertThat(bucket.take(0, START)).isCloseTo(debt / 10, within(10L));
    bucket.rate(500, START);
    assertThat(bucket.take(0, START)).isCloseTo(debt * 2, within(100L));
  }

  @Test
  void whatWasSavedIsNotMultipliedByAHigherRate() {
    TokenBucket bucket = new TokenBucket(1_000, START);
    bucket.rate(1_000_000, START);
    assertThat(bucket.take(1_000_000, START)).isGreaterThanOrEqualTo(SECOND - TokenBucket.SAVED);
  }

  @Test
  void noRateIsNone() {
    assertThatThrownBy(() -> new TokenBucket(0)).isInstanceOf(IllegalArgumentException.class);
    TokenBucket bucket = new TokenBucket(1);
    assertThatThrownBy(() -> bucket.rate(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  /** Any number of takers who wait as they are told never get more than the rate. */
  @Test
  void whoWaitsAsToldKeepsTheRate() {
    for (long seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      long rate = 1 + (long) Math.pow(10, 1 + random.nextInt(10));
      long now = START;
      TokenBucket bucket = new TokenBucket(rate, now);
      long[] readyAt = new long[1 + random.nextInt(5)];
      Arrays.fill(readyAt, now);
      long taken = 0;
      long largest = 0;
      for (int step = 0; step < 500; step++) {
        now += random.nextInt(50_000_000);
        for (int taker = 0; taker < readyAt.length; taker++) {
          if (readyAt[taker] - now <= 0) {
            int bytes = random.nextInt(65_537);
            largest = Math.max(largest, bytes);
            taken += bytes;
            readyAt[taker] = now + bucket.take(bytes, now);
          }
        }
        double allowed = (now - START + TokenBucket.SAVED) * (double) rate / SECOND;
        assertThat((double) taken)
            .as("seed %d, step %d: bytes after %d ns at %d/s", seed, step, now - START, rate)
            .isLessThanOrEqualTo(allowed + readyAt.length * (double) largest + 1);
      }
    }
  }

  @Test
  void takersOnManyThreadsPayForEverything() throws InterruptedException {
    TokenBucket bucket = new TokenBucket(1_000_000_000, START);
    AtomicLong longest = new AtomicLong();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Thread thread =
          new Thread(
              () -> {
                for (int n = 0; n < 10_000; n++) {
                  longest.accumulateAndGet(bucket.take(1_000, START), Math::max);
                }
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(longest).hasValue(40_000L * 1_000);
  }
}
