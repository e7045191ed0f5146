package io.sekisho.audit;

import java.time.Duration;

/** When a stop must be over; as long as it is not set, never. */
final class Deadline {

  private volatile boolean set;
  private volatile long nanos;

  void set(Duration bound) {
    nanos = System.nanoTime() + bound.toNanos();
    set = true;
  }

  boolean isSet() {
    return set;
  }

  boolean isOver() {
    return set && System.nanoTime() - nanos > 0;
  }

  long leftMillis() {
    return Math.max(0, (nanos - System.nanoTime()) / 1_000_000);
  }
}
