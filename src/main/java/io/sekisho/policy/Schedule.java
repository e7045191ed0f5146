package io.sekisho.policy;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The hours of the week in which a policy acts, by what a clock on a wall in the zone shows. So an
 * hour that the clock shows twice when it is set back counts twice, and one that it never shows
 * does not begin before the clock has passed it.
 *
 * @param days the days on which the hours begin; at least one
 * @param from when they begin, inclusive
 * @param to when they end, exclusive; not after {@code from} if they run over midnight into the
 *     next day, which at {@code 00:00} they only touch
 * @param zone whose clock it is
 */
public record Schedule(Set<DayOfWeek> days, LocalTime from, LocalTime to, ZoneId zone) {

  /** Copies the days. */
  public Schedule {
    days = Set.copyOf(days);
  }

  /** Whether the instant lies in the hours. */
  public boolean includes(Instant time) {
    ZonedDateTime shown = time.atZone(zone);
    LocalTime clock = shown.toLocalTime();
    boolean begun = !clock.isBefore(from);
    boolean notOver = clock.isBefore(to);
    DayOfWeek today = shown.getDayOfWeek();
    if (from.isBefore(to)) {
      return begun && notOver && days.contains(today);
    }
    return begun && days.contains(today) || notOver && days.contains(today.minus(1));
  }

  /**
   * The next instant at which the answer may change: when the clock shows one of the two times, or
   * is set forward or back. Never later than the next change; nothing may change at it.
   */
  public Instant nextBoundaryAfter(Instant time) {
    ZoneRules rules = zone.getRules();
    LocalDate today = time.atZone(zone).toLocalDate();
    Stream<Instant> shown =
        // Two days ahead, as where a clock is set over midnight a day may lack a time, or be gone.
        Stream.of(0, 1, 2, 3)
            .map(today::plusDays)
            .flatMap(day -> Stream.of(day.atTime(from), day.atTime(to)))
            .flatMap(local -> instants(rules, local));
    Stream<Instant> set =
        Optional.ofNullable(rules.nextTransition(time))
            .map(ZoneOffsetTransition::getInstant)
            .stream();
    return Stream.concat(shown, set)
        .filter(boundary -> boundary.isAfter(time))
        .min(Instant::compareTo)
        .orElseThrow();
  }

  private static Stream<Instant> instants(ZoneRules rules, LocalDateTime local) {
    List<ZoneOffset> offsets = rules.getValidOffsets(local);
    return offsets.stream().map(local::toInstant);
  }
}
