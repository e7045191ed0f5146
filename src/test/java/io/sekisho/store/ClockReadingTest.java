package io.sekisho.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClockReadingTest {

  private static final Instant START = Instant.parse("2026-01-31T00:00:00Z");

  @ParameterizedTest(name = "asked {0} ms, database {1} ms, answered {2} ms: {3} ms is {4} ms")
  @CsvSource({
    "1000, 1005, 1010,  900,  900",
    "1000, 1000, 1010,  900,  900",
    "1000, 1010, 1010,  900,  900",
    // The database's clock is behind: ours was at most so far ahead.
    "1000,  400, 1010,  300,  910",
    // The database's clock is ahead.
    "1000, 5000, 1010, 4900,  910",
  })
  void shouldTellTheLatestThatItCanHaveBeen(
      long asked, long database, long answered, long time, long local) {
    ClockReading reading = new ClockReading(at(asked), at(database), at(answered));

    assertThat(reading.local(at(time))).isEqualTo(at(local));
  }

  private static Instant at(long millis) {
    return START.plusMillis(millis);
  }
}
