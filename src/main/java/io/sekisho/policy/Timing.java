package io.sekisho.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * When a policy acts.
 *
 * @param validFrom from when on, inclusive; empty for ever since
 * @param validUntil until when, exclusive; empty for ever
 * @param schedule in which hours of the week; empty for all
 */
public record Timing(
    Optional<Instant> validFrom, Optional<Instant> validUntil, Optional<Schedule> schedule) {

  /** At all times. */
  public static final Timing ALWAYS =
      new Timing(Optional.empty(), Optional.empty(), Optional.empty());

  /** Hours that are not over within it never are. */
  private static final Duration WEEK_AND_MORE = Duration.ofDays(9);

  /** Whether the instant lies in the validity. */
  public boolean isValid(Instant time) {
    return !hasToCome(time) && validUntil.map(time::isBefore).orElse(true);
  }

  /** Whether the instant lies in the hours of the schedule. */
  public boolean isScheduled(Instant time) {
    return schedule.map(hours -> hours.includes(time)).orElse(true);
  }

  /** Whether the policy acts at the instant. */
  public boolean isActive(Instant time) {
    return isValid(time) && isScheduled(time);
  }

  /**
   * The next instant at which that may change; empty if it never will. Never later than the next
   * change.
   */
  public Optional<Instant> nextBoundaryAfter(Instant time) {
    if (hasToCome(time)) {
      return validFrom;
    }
    if (!isValid(time)) {
      return Optional.empty();
    }
    return Stream.concat(
            validUntil.stream(), schedule.map(hours -> hours.nextBoundaryAfter(time)).stream())
        .min(Instant::compareTo);
  }

  /** Until when a policy that acts at the instant goes on to act; empty if there is no end. */
  public Optional<Instant> actsUntil(Instant time) {
    Instant horizon = time.plus(WEEK_AND_MORE);
    Optional<Instant> next = nextBoundaryAfter(time);
    while (next.filter(at -> isActive(at) && at.isBefore(horizon)).isPresent()) {
      next = nextBoundaryAfter(next.get());
    }
    return next.filter(at -> !isActive(at)).or(() -> validUntil);
  }

  private boolean hasToCome(Instant time) {
    return validFrom.map(time::isBefore).orElse(false);
  }
}
