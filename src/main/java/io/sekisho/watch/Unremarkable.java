package io.sekisho.watch;

import java.time.Duration;
import java.time.Instant;

/**
 * What was looked up and is nothing to speak of: it is not looked up again for a while, as most of
 * what goes on all day is of this kind.
 */
final class Unremarkable<K> {

  private static final Duration A_WHILE = Duration.ofMinutes(10);
  private static final int MAX_KEYS = 50_000;

  private final Memory<K, Instant> looked = new Memory<>(MAX_KEYS);

  /** Whether it was found to be at about this time. */
  boolean is(K key, Instant time) {
    return looked
        .get(key)
        .filter(at -> Duration.between(at, time).abs().compareTo(A_WHILE) < 0)
        .isPresent();
  }

  void add(K key, Instant time) {
    looked.put(key, time);
  }

  void forget() {
    looked.forget();
  }
}
