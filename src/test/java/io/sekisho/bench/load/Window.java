package io.sekisho.bench.load;

import java.util.Map;
import java.util.function.LongSupplier;

/** The time in which a load counts: after a while of warming up, for a while. */
final class Window {

  private final long warmUp;
  private final long length;
  private final LongSupplier clock;
  private final Signals signals;
  private long start;
  private long begin;
  private long end;
  private long countAtBegin;
  private long countAtEnd;
  private Phase phase = Phase.NEW;

  private enum Phase {
    NEW,
    WARM_UP,
    MEASURED,
    OVER
  }

  Window(Length length, LongSupplier clock, Signals signals) {
    this.warmUp = length.warmUpNanos();
    this.length = length.nanos();
    this.clock = clock;
    this.signals = signals;
  }

  /** To be asked again and again with what was done so far. */
  boolean goesOn(long count) {
    long now = clock.getAsLong();
    if (phase == Phase.NEW) {
      start = now;
      phase = Phase.WARM_UP;
    }
    if (phase == Phase.WARM_UP && now - start >= warmUp) {
      begin = now;
      countAtBegin = count;
      phase = Phase.MEASURED;
      signals.begin();
    } else if (phase == Phase.MEASURED && now - begin >= length) {
      end = now;
      countAtEnd = count;
      phase = Phase.OVER;
      signals.end();
    }
    return phase != Phase.OVER;
  }

  Map<String, Double> figures() {
    return Map.of("count", (double) (countAtEnd - countAtBegin), "seconds", (end - begin) / 1e9);
  }
}
