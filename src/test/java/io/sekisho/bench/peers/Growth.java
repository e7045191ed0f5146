package io.sekisho.bench.peers;

import java.util.Locale;
import java.util.Optional;

/**
 * By how much memory grew with half of the idle tunnels, and with all.
 *
 * @param heapKib which part of it, with all, are objects of a JVM
 */
record Growth(double half, long kibAtHalf, double all, long kib, long heapKib) {

  /** By how much they may differ without a word, as part of what all take each. */
  private static final double LINEAR = 0.2;

  /** Told where one cannot say what so many tunnels more or less would take. */
  Optional<String> curve() {
    double atHalf = kibAtHalf / half;
    double atAll = kib / all;
    return Math.abs(atHalf - atAll) <= LINEAR * Math.abs(atAll)
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "not linear, %.1f KiB each with %.0f tunnels and %.1f with %.0f",
                atHalf,
                half,
                atAll,
                all));
  }

  /** Where the memory of a JVM is. */
  String parts() {
    return String.format(
        Locale.ROOT, "of %.1f KiB for each, %.1f are in the heap", kib / all, heapKib / all);
  }
}
