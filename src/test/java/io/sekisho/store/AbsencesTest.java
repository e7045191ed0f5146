package io.sekisho.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AbsencesTest {

  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  /** A reading of System.nanoTime may be negative, and run over. */
  private static final long START = Long.MAX_VALUE - 10 * SECOND;

  private final Absences absences = new Absences(Duration.ofSeconds(30));

  @Test
  void shouldGiveEachItsWholeGrace() {
    assertThat(at(0, "a")).isEmpty();
    assertThat(at(20, "a", "b")).isEmpty();
    assertThat(at(29, "a", "b")).isEmpty();
    assertThat(at(30, "a", "b")).containsExactly("a");
    assertThat(at(50, "a", "b")).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void shouldBeginAnewForOneThatWasThereMeanwhile() {
    at(0, "a");
    at(25);
    assertThat(at(30, "a")).isEmpty();
    assertThat(at(59, "a")).isEmpty();
    assertThat(at(60, "a")).containsExactly("a");
  }

  @Test
  void shouldBeginAnewForAllWhenNothingWasToBeSeen() {
    at(0, "a");
    absences.lookedAway();
    assertThat(at(31, "a")).isEmpty();
    assertThat(at(61, "a")).containsExactly("a");
  }

  private Set<String> at(int second, String... absent) {
    return absences.lasting(Set.of(absent), START + second * SECOND);
  }
}
