package io.sekisho.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormatsTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "999, 999 B",
    "1000, 1.00 kB",
    "1004, 1.00 kB",
    "9994, 9.99 kB",
    "9995, 10.0 kB",
    "99949, 99.9 kB",
    "99950, 100 kB",
    "999499, 999 kB",
    "999500, 1.00 MB",
    "1500000000, 1.50 GB",
    "9223372036854775807, 9.22 EB"
  })
  void shouldWriteBytesToThreeDigits(long bytes, String written) {
    assertThat(Formats.bytes(bytes)).isEqualTo(written);
  }

  @ParameterizedTest
  @CsvSource({
    "PT0.005S, 5 ms",
    "PT1S, 1 s",
    "PT59.9S, 59 s",
    "PT61S, 1 min 1 s",
    "PT3600S, 1 h",
    "PT120S, 2 min",
    "P30D, 30 d",
    "P2DT3H4M, 2 d 3 h",
    "PT-1S, –"
  })
  void shouldWriteDurationsInTwoUnits(Duration duration, String written) {
    assertThat(Formats.duration(duration)).isEqualTo(written);
  }

  @Test
  void shouldWriteADashForWhatIsNotKnown() {
    assertThat(Formats.bytes(null)).isEqualTo("–");
    assertThat(Formats.time(null)).isEqualTo("–");
    assertThat(Formats.count(null)).isEqualTo("–");
    assertThat(Formats.text("")).isEqualTo("–");
    assertThat(Formats.duration(Instant.EPOCH, null)).isEqualTo("–");
  }

  @Test
  void shouldWriteTimesInUtcAndThousandsApart() {
    assertThat(Formats.time(Instant.parse("2026-02-03T04:05:06.789Z")))
        .isEqualTo("2026-02-03 04:05:06");
    assertThat(Formats.count(1234567)).isEqualTo("1,234,567");
  }
}
