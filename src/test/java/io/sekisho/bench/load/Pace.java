package io.sekisho.bench.load;

import java.util.concurrent.locks.LockSupport;

/**
 * Waits for a time exactly: asleep, but for the last moment, as a thread wakes up too late by about
 * that.
 */
final class Pace {

  private static final long WAKES_TOO_LATE_NANOS = 80_000;

  void until(long time) {
    long left;
    while ((left = time - System.nanoTime()) > WAKES_TOO_LATE_NANOS) {
      LockSupport.parkNanos(left - WAKES_TOO_LATE_NANOS);
    }
    while (System.nanoTime() - time < 0) {
      Thread.onSpinWait();
    }
  }

  void brieflyRest() {
    LockSupport.parkNanos(WAKES_TOO_LATE_NANOS);
  }
}
