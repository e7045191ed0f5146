package io.sekisho.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.sekisho.store.AuditLog.Span;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimelineTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "PT1H, PT10S, PT1M", "PT20M, PT10S, PT10S", "PT24H, PT10S, PT30M", "PT24H, PT1H, PT1H",
    "P7D, PT10S, PT6H", "P30D, PT10S, PT6H", "P90D, PT10S, P1D", "P4000D, PT10S, P7D"
  })
  void shouldDivideATimeIntoSpansThatPeopleThinkIn(Duration time, Duration least, Duration width) {
    assertThat(Timeline.width(NOON.minus(time), NOON, least)).isEqualTo(width);
  }

  @Test
  void shouldHaveAColumnAlsoWhereNothingHappened() {
    Timeline timeline =
        Timeline.of(
            List.of(
                new Span(NOON, "allow", 3),
                new Span(NOON, "deny", 2),
                new Span(NOON.plusSeconds(120), "error", 1)),
            NOON,
            NOON.plusSeconds(180),
            Duration.ofMinutes(1));

    assertThat(timeline.columns())
        .containsExactly(
            new Timeline.Column(NOON, 3, 2, 0, 0),
            new Timeline.Column(NOON.plusSeconds(60), 0, 0, 0, 0),
            new Timeline.Column(NOON.plusSeconds(120), 0, 0, 1, 0));
    assertThat(timeline.isEmpty()).isFalse();
    assertThat(timeline.points())
        .isEqualTo("[[1772366400000,3,2,0,0],[1772366460000,0,0,0,0],[1772366520000,0,0,1,0]]");
  }

  @Test
  void shouldBeginWithTheSpanInWhichTheTimeBegins() {
    Timeline timeline =
        Timeline.of(List.of(), NOON.plusSeconds(30), NOON.plusSeconds(90), Duration.ofMinutes(1));

    assertThat(timeline.columns())
        .extracting(Timeline.Column::at)
        .containsExactly(NOON, NOON.plusSeconds(60));
    assertThat(timeline.isEmpty()).isTrue();
  }

  @Test
  void shouldHaveNoMoreColumnsThanAChartCanHold() {
    Timeline timeline =
        Timeline.of(
            List.of(), Instant.EPOCH, Instant.parse("9999-01-01T00:00:00Z"), Duration.ofDays(7));

    assertThat(timeline.columns()).hasSize(1000);
  }
}
