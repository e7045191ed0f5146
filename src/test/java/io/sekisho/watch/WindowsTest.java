package io.sekisho.watch;

import static io.sekisho.watch.Traffic.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.sekisho.watch.Finding.Evidence;
import io.sekisho.watch.Windows.Mark;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class WindowsTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);

  /** Against the plain definition, for times in any order. */
  @Test
  void shouldFindWhatLiesTogetherInWhicheverOrderItIsTold() {
    for (int seed = 0; seed < 2_000; seed++) {
      Random random = new Random(seed);
      int enough = 2 + random.nextInt(5);
      List<Instant> times = new ArrayList<>();
      int number = enough + random.nextInt(4);
      for (int i = 0; i < number; i++) {
        times.add(at(random.nextInt(60 * number)));
      }
      Collections.shuffle(times, random);
      Windows<String> windows = new Windows<>(MINUTE, enough);
      boolean found = false;
      for (Instant time : times) {
        Optional<List<Mark>> marks =
            windows.add("key", mark(UUID.randomUUID(), time), all -> all.size() >= enough);
        found |= marks.isPresent();
      }
      assertThat(found).as("seed " + seed + ": " + times).isEqualTo(liesTogether(times, enough));
    }
  }

  private static boolean liesTogether(List<Instant> times, int enough) {
    return times.stream()
        .anyMatch(
            end ->
                times.stream()
                        .filter(time -> time.isAfter(end.minus(MINUTE)) && !time.isAfter(end))
                        .count()
                    >= enough);
  }

  @Test
  void shouldCountAMarkOnce() {
    Windows<String> windows = new Windows<>(MINUTE, 2);
    for (int i = 0; i < 100; i++) {
      assertThat(windows.add("key", mark("same", at(i % 7)), all -> all.size() >= 2)).isEmpty();
    }
  }

  @Test
  void shouldStayBoundedUnderAMillionKeys() {
    Windows<Integer> windows = new Windows<>(MINUTE, 100);
    for (int i = 0; i < 1_000_000; i++) {
      windows.add(i, mark(i, at(i / 10_000.0)), all -> false);
    }
    assertThat(windows.size()).isBetween(1L, (long) Windows.MAX_MARKS);
  }

  @Test
  void shouldStayBoundedUnderAMillionMarksOfOneKey() {
    Windows<String> windows = new Windows<>(MINUTE, 100);
    for (int i = 0; i < 1_000_000; i++) {
      windows.add("key", mark(i, at(i / 100_000.0)), all -> false);
    }
    // Two pieces that lie one over the other, each of them up to four times what is looked for.
    assertThat(windows.size()).isBetween(200L, 2 * 400L);
  }

  /** Somebody who is at it all the time is found among as many who come once. */
  @Test
  void shouldNotForgetWhoIsAtItUnderAFloodOfOthers() {
    Windows<String> windows = new Windows<>(MINUTE, 50);
    boolean found = false;
    for (int i = 0; i < 500_000; i++) {
      windows.add("other " + i, mark(i, at(i / 10_000.0)), all -> all.size() >= 50);
      if (i % 5_000 == 0) {
        found |= windows.add("one", mark(i, at(i / 10_000.0)), all -> all.size() >= 50).isPresent();
      }
    }
    assertThat(found).isTrue();
  }

  private static Mark mark(Object what, Instant time) {
    return new Mark(what, time, true, 0, new Evidence(new UUID(0, 0), time));
  }
}
