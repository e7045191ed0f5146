package io.sekisho.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.sekisho.support.Fuzz;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag(Fuzz.TAG)
class RecordTimesTest {

  private static final DateTimeFormatter PATTERN =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  @ParameterizedTest
  @CsvSource({
    "1970-01-01T00:00:00Z, 1970-01-01T00:00:00.000000Z",
    "2026-12-31T23:59:59.999999999Z, 2026-12-31T23:59:59.999999Z",
    "2024-02-29T01:02:03.000004Z, 2024-02-29T01:02:03.000004Z",
    "0000-01-01T00:00:00Z, 0000-01-01T00:00:00.000000Z",
    "9999-12-31T23:59:59.999999Z, 9999-12-31T23:59:59.999999Z",
    "-0001-12-31T23:59:59.5Z, -0001-12-31T23:59:59.500000Z",
    "+10000-01-01T00:00:00Z, +10000-01-01T00:00:00.000000Z"
  })
  void shouldHaveAlwaysAsManyDigits(Instant time, String text) {
    assertThat(RecordTimes.text(time)).isEqualTo(text);
  }

  @Test
  void shouldBeWhatThePatternSays() {
    for (int number = 0; number < Fuzz.inputs(); number++) {
      Random random = Fuzz.source(number);
      Instant time =
          Instant.ofEpochSecond(
              random.nextLong(-100_000_000_000L, 300_000_000_000L), random.nextInt(1_000_000_000));
      assertThat(RecordTimes.text(time))
          .as("%s, seed %d", time, Fuzz.seed())
          .isEqualTo(PATTERN.format(time));
    }
  }
}
