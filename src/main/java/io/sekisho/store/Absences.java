package io.sekisho.store;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Who has been away for how long, as one observer saw it without looking away. */
final class Absences {

  private final Map<String, Long> since = new HashMap<>();
  private final long graceNanos;

  Absences(Duration grace) {
    this.graceNanos = grace.toNanos();
  }

  /** Those of the absent that have been so for the whole grace. */
  Set<String> lasting(Set<String> absent, long nowNanos) {
    since.keySet().retainAll(absent);
    absent.forEach(node -> since.putIfAbsent(node, nowNanos));
    return absent.stream()
        .filter(node -> nowNanos - since.get(node) >= graceNanos)
        .collect(Collectors.toSet());
  }

  /** Nothing was to be seen: all graces begin anew. */
  void lookedAway() {
    since.clear();
  }
}
