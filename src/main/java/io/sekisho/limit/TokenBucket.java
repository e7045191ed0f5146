package io.sekisho.limit;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A rate of bytes that many share. Takers go into debt for what they have read already, and wait
 * until it is paid; what was not used is saved up for {@link #SAVED} at most. Kept as the one
 * instant at which everything taken will be paid (the generic cell rate algorithm of ATM Forum TM
 * 4.0), so that takers on many threads need no lock.
 */
public final class TokenBucket {

  /** How much unused time may be made up for, in nanoseconds. */
  static final long SAVED = TimeUnit.MILLISECONDS.toNanos(100);

  private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

  private final AtomicLong paidAt;
  private volatile long bytesPerSecond;

  /**
   * @param bytesPerSecond at least 1
   */
  public TokenBucket(long bytesPerSecond) {
    this(bytesPerSecond, System.nanoTime());
  }

  TokenBucket(long bytesPerSecond, long nanoTime) {
    this.bytesPerSecond = positive(bytesPerSecond);
    this.paidAt = new AtomicLong(nanoTime);
  }

  /** Changes the rate for what is taken from now on; a debt is of bytes and stays so. */
  public void rate(long newBytesPerSecond) {
    rate(newBytesPerSecond, System.nanoTime());
  }

  void rate(long newBytesPerSecond, long nanoTime) {
    double longer = (double) bytesPerSecond / positive(newBytesPerSecond);
    if (newBytesPerSecond != bytesPerSecond) {
      bytesPerSecond = newBytesPerSecond;
      paidAt.updateAndGet(
          paid -> paid - nanoTime > 0 ? nanoTime + (long) ((paid - nanoTime) * longer) : paid);
    }
  }

  /**
   * Takes bytes, or none to ask only.
   *
   * @param nanoTime of {@link System#nanoTime}
   * @return nanoseconds to wait before more is taken; 0 for none
   */
  public long take(int bytes, long nanoTime) {
    long cost = (long) Math.ceil(bytes * NANOS_PER_SECOND / bytesPerSecond);
    long earliest = nanoTime - SAVED;
    long paid = paidAt.updateAndGet(before -> (before - earliest > 0 ? before : earliest) + cost);
    return Math.max(0, paid - nanoTime);
  }

  private static long positive(long rate) {
    if (rate < 1) {
      throw new IllegalArgumentException("a rate is at least one byte a second");
    }
    return rate;
  }
}
