package io.sekisho.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IsoTextsTest {

  @ParameterizedTest
  @CsvSource({
    "PT8H, 8 h",
    "PT24H, 1 d",
    "PT720H, 30 d",
    "PT90M, 1 h 30 min",
    "PT5M, 5 min",
    "PT10M30S, 10 min 30 s",
    "soon, soon"
  })
  void shouldWriteLengthsOfTimeWithoutAUnitThatIsZero(String iso, String text) {
    assertThat(IsoTexts.duration(iso)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-01-31T08:00, 2026-01-31T08:00Z",
    "2026-01-31T08:00:30, 2026-01-31T08:00:30Z",
    "2026-01-31T08:00:30.5, 2026-01-31T08:00:30.5Z",
    "2026-01-31T08:00:00+09:00, 2026-01-31T08:00:00+09:00",
    "2026-01-31, 2026-01-31",
    "soon, soon"
  })
  void shouldTakeTimesOfFieldsAsUtcAndLeaveTheRestAlone(String sent, String taken) {
    assertThat(TimeFields.utc(Optional.of(sent))).contains(taken);
    assertThat(TimeFields.utc(Optional.empty())).isEmpty();
  }
}
