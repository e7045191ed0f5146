package io.sekisho.audit;

import java.time.Duration;

/** How long to wait until the next try, longer each time. */
final class Pause {

  private static final Duration FIRST = Duration.ofMillis(100);
  private static final Duration LAST = Duration.ofSeconds(2);

  private long millis = FIRST.toMillis();

  long next() {
    long now = millis;
    millis = Math.min(millis * 2, LAST.toMillis());
    return now;
  }

  void reset() {
    millis = FIRST.toMillis();
  }
}
