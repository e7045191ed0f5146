package io.sekisho.policy.lint;

import io.sekisho.policy.Schedule;
import io.sekisho.policy.Timing;
import java.time.Instant;
import java.util.Optional;

/** What can be said for certain of when policies act, from now on. */
final class Timings {

  /** Some months of a schedule: what has not acted by then is left alone. */
  private static final int MAX_BOUNDARIES = 400;

  private Timings() {}

  static boolean isOver(Timing timing, Instant now) {
    return timing.validUntil().map(until -> !until.isAfter(now)).orElse(false);
  }

  /** Whether it acts neither now nor at any later instant. */
  static boolean neverActs(Timing timing, Instant now) {
    Instant at = now;
    // What acts changes at a boundary or not at all, so that it is enough to look there.
    for (int i = 0; i < MAX_BOUNDARIES; i++) {
      if (timing.isActive(at)) {
        return false;
      }
      Optional<Instant> next = timing.nextBoundaryAfter(at);
      if (next.isEmpty()) {
        return true;
      }
      at = next.get();
    }
    return false;
  }

  /** Whether the outer one acts whenever the inner one does, from now on. */
  static boolean covers(Timing outer, Timing inner, Instant now) {
    boolean begins =
        outer
            .validFrom()
            .map(from -> !from.isAfter(inner.validFrom().filter(now::isBefore).orElse(now)))
            .orElse(true);
    boolean lasts =
        outer
            .validUntil()
            .map(until -> inner.validUntil().map(end -> !until.isBefore(end)).orElse(false))
            .orElse(true);
    boolean hours =
        outer
            .schedule()
            .map(week -> inner.schedule().map(part -> covers(week, part)).orElse(false))
            .orElse(true);
    return begins && lasts && hours;
  }

  private static boolean covers(Schedule outer, Schedule inner) {
    return outer.equals(inner)
        || outer.zone().equals(inner.zone())
            && outer.days().containsAll(inner.days())
            && isWithinADay(outer)
            && isWithinADay(inner)
            && !outer.from().isAfter(inner.from())
            && !outer.to().isBefore(inner.to());
  }

  private static boolean isWithinADay(Schedule schedule) {
    return schedule.from().isBefore(schedule.to());
  }
}
