package io.sekisho.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class InterimRecordsTest {

  private static final Duration INTERVAL = Duration.ofMinutes(5);
  private static final Instant START = Instant.parse("2026-11-26T12:00:00Z");

  private final Random random = new Random(7);

  @Test
  void shouldRecordEveryIntervalOnceATunnelIsOlderThanOne() {
    for (int i = 0; i < 1_000; i++) {
      UUID tunnel = new UUID(random.nextLong(), random.nextLong());
      List<Instant> due = due(tunnel, Duration.ofHours(1), 1_300);
      assertThat(due.get(0)).isBetween(START.plus(INTERVAL), START.plus(INTERVAL).plus(INTERVAL));
      assertThat(due).hasSizeBetween(11, 12);
      for (int n = 1; n < due.size(); n++) {
        assertThat(Duration.between(due.get(n - 1), due.get(n)))
            .isBetween(INTERVAL.minusSeconds(2), INTERVAL.plusSeconds(2));
      }
    }
  }

  @Test
  void shouldRecordNothingOfAShortTunnel() {
    UUID tunnel = new UUID(random.nextLong(), random.nextLong());
    assertThat(due(tunnel, INTERVAL.minusMillis(1), 1_000)).isEmpty();
  }

  @Test
  void shouldSpreadTunnelsThatOpenedTogether() {
    Instant from = START.plus(INTERVAL);
    int[] perSecond = new int[300];
    for (int i = 0; i < 30_000; i++) {
      UUID tunnel = new UUID(random.nextLong(), random.nextLong());
      for (int second = 0; second < 300; second++) {
        Instant before = from.plusSeconds(second);
        if (InterimRecords.isDue(tunnel, START, before, before.plusSeconds(1), INTERVAL)) {
          perSecond[second]++;
        }
      }
    }
    assertThat(Arrays.stream(perSecond)).allMatch(records -> records > 40 && records < 180);
  }

  private static List<Instant> due(UUID tunnel, Duration life, long roundMillis) {
    List<Instant> due = new ArrayList<>();
    Instant end = START.plus(life);
    for (Instant before = START; before.isBefore(end); before = before.plusMillis(roundMillis)) {
      Instant now = before.plusMillis(roundMillis);
      if (!now.isAfter(end) && InterimRecords.isDue(tunnel, START, before, now, INTERVAL)) {
        due.add(now);
      }
    }
    return due;
  }
}
