package io.sekisho.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class ScheduleTest {

  private static final long MILLI = 1_000_000;

  private final Schedule schedule = new Schedule(5 * MILLI, 1000);

  @Test
  void shouldBeDueAtAFixedRate() {
    assertThat(schedule.due(0)).isEqualTo(5 * MILLI);
    assertThat(schedule.due(1)).isEqualTo(6 * MILLI);
    assertThat(schedule.due(100_000)).as("no error adds up").isEqualTo(100_005 * MILLI);
    assertThat(schedule.dueWithin(10 * MILLI)).isEqualTo(10);
  }

  @Test
  void shouldNotBeDueTooEarlyAtARateThatDoesNotDivideASecond() {
    Schedule thirds = new Schedule(0, 3);

    assertThat(thirds.due(2)).isEqualTo(666_666_666);
    assertThat(thirds.due(3_000_000)).isEqualTo(1_000_000_000_000_000L);
  }

  /** One that stalls for a second delays a thousand, and not the one alone that it kept waiting. */
  @Test
  void shouldCountWhatAStallKeptFromBeginning() {
    Histogram taken = new Histogram(3);
    long stallEnds = schedule.due(1000);

    for (int index = 0; index < 2000; index++) {
      long answered = Math.max(stallEnds, schedule.due(index)) + MILLI;
      taken.recordValue(schedule.taken(index, answered));
    }

    assertThat(taken.getValueAtPercentile(25) / MILLI).as("quarter").isEqualTo(1);
    assertThat(taken.getValueAtPercentile(75) / MILLI).as("three quarters").isBetween(495L, 505L);
    assertThat(taken.getMaxValue() / MILLI).as("longest").isBetween(1000L, 1002L);
  }
}
