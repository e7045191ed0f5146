package io.sekisho.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sekisho.api.InvalidRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RangeTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00.123456Z");

  private static Range range(String name, String from, String to) {
    return Range.of(
        Optional.ofNullable(name), Optional.ofNullable(from), Optional.ofNullable(to), "24h", NOW);
  }

  @ParameterizedTest
  @CsvSource({
    "1h, PT1H",
    "24h, PT24H",
    "7d, P7D",
    "30d, P30D",
    "90d, P90D",
    ", PT24H",
    "given, PT24H"
  })
  void shouldEndNow(String name, Duration length) {
    Range range = range(name, null, null);

    assertThat(range.to()).as("goes on with time").isEmpty();
    assertThat(range.end()).isEqualTo("2026-03-01T12:00:00.123Z");
    assertThat(Duration.between(range.from().orElseThrow(), range.end())).isEqualTo(length);
    assertThat(range.fromField()).isEmpty();
  }

  @Test
  void shouldTakeTimesOfFieldsAsUtcAndPreferThemToAName() {
    Range range = range("7d", "2026-01-31T08:00", "2026-02-01T00:00:00+09:00");

    assertThat(range.name()).isEqualTo("given");
    assertThat(range.from()).contains(Instant.parse("2026-01-31T08:00:00Z"));
    assertThat(range.to()).contains(Instant.parse("2026-01-31T15:00:00Z"));
    assertThat(range.fromField()).isEqualTo("2026-01-31T08:00:00");
    assertThat(range.parameters())
        .isEqualTo(Map.of("from", "2026-01-31T08:00:00Z", "to", "2026-01-31T15:00:00Z"));
  }

  @Test
  void shouldKeepItsNameInAddressesAndItsTimesInLinksToTheSame() {
    assertThat(range("7d", null, null).parameters()).isEqualTo(Map.of("range", "7d"));
    assertThat(range("1h", null, null).fixed())
        .isEqualTo(Map.of("from", "2026-03-01T11:00:00.123Z", "to", "2026-03-01T12:00:00.123Z"));
  }

  @Test
  void shouldHaveNoBeginningIfAllIsAskedFor() {
    Range range = range("all", null, null);

    assertThat(range.isBounded()).isFalse();
    assertThat(range.parameters()).isEqualTo(Map.of("range", "all"));
  }

  @ParameterizedTest
  @CsvSource({
    "2d, , , range",
    "'<b>', , , range",
    ", yesterday, , from",
    ", 2026-01-31, , from",
    ", 2026-02-30T00:00, , from",
    ", , 99999999999999, to",
    ", 2026-01-31T00:00, 2026-01-31T00:00, to",
    ", 2026-02-01T00:00, 2026-01-31T00:00, to",
  })
  void shouldNameTheFieldThatIsWrong(String name, String from, String to, String field) {
    assertThatThrownBy(() -> range(name, from, to))
        .isInstanceOfSatisfying(
            InvalidRequest.class,
            wrong -> assertThat(wrong.errors().get(0).field()).isEqualTo(field));
  }
}
