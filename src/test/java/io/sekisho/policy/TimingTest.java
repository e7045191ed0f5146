package io.sekisho.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TimingTest {

  /** A Wednesday. */
  private static final Instant NOW = Instant.parse("2026-03-25T12:00:00Z");

  private static final Instant LATER = Instant.parse("2027-01-01T00:00:00Z");
  private static final Set<DayOfWeek> ALL = EnumSet.allOf(DayOfWeek.class);

  @Test
  void shouldActWithoutEndWhereThereIsNone() {
    assertThat(Timing.ALWAYS.actsUntil(NOW)).isEmpty();
    assertThat(scheduled(ALL, "00:00", "00:00", "UTC", Optional.empty()).actsUntil(NOW)).isEmpty();
    assertThat(scheduled(ALL, "06:00", "06:00", "Europe/Berlin", Optional.empty()).actsUntil(NOW))
        .as("also over the change to summer time")
        .isEmpty();
  }

  @Test
  void shouldActUntilItsValidityEnds() {
    assertThat(scheduled(ALL, "00:00", "00:00", "UTC", Optional.of(LATER)).actsUntil(NOW))
        .contains(LATER);
    assertThat(new Timing(Optional.empty(), Optional.of(LATER), Optional.empty()).actsUntil(NOW))
        .contains(LATER);
  }

  @Test
  void shouldActUntilItsHoursEnd() {
    assertThat(scheduled(ALL, "08:00", "19:00", "Europe/Berlin", Optional.of(LATER)).actsUntil(NOW))
        .contains(Instant.parse("2026-03-25T18:00:00Z"));
    assertThat(
            scheduled(
                    EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY),
                    "00:00",
                    "00:00",
                    "UTC",
                    Optional.empty())
                .actsUntil(NOW))
        .as("over days that follow on each other")
        .contains(Instant.parse("2026-03-28T00:00:00Z"));
  }

  private static Timing scheduled(
      Set<DayOfWeek> days, String from, String to, String zone, Optional<Instant> until) {
    return new Timing(
        Optional.empty(),
        until,
        Optional.of(
            new Schedule(days, LocalTime.parse(from), LocalTime.parse(to), ZoneId.of(zone))));
  }
}
