package io.sekisho.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.sekisho.destination.PortRange;
import io.sekisho.policy.Destination;
import io.sekisho.policy.Effect;
import io.sekisho.policy.Mode;
import io.sekisho.policy.Policy;
import io.sekisho.policy.PolicyLimits;
import io.sekisho.policy.PolicySnapshot;
import io.sekisho.policy.Subject;
import io.sekisho.policy.Target;
import io.sekisho.policy.Timing;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BoundaryWatchTest {

  private static final Instant NOON = Instant.parse("2026-03-18T12:00:00Z");
  private static final Instant ONE = NOON.plusSeconds(3_600);
  private static final Instant TWO = ONE.plusSeconds(3_600);

  private final BoundaryWatch watch = new BoundaryWatch();
  private final PolicySnapshot snapshot = new PolicySnapshot(1, List.of(policy(ONE, TWO)));

  @Test
  void shouldBeDueFromTheStart() {
    assertThat(watch.isDue(NOON)).isTrue();
  }

  @Test
  void shouldBeDueWhenAPolicyBeginsAndWhenItEnds() {
    watch.checked(snapshot, NOON);
    assertThat(watch.isDue(NOON)).isFalse();
    assertThat(watch.isDue(ONE.minusNanos(1))).isFalse();
    assertThat(watch.isDue(ONE)).isTrue();

    watch.checked(snapshot, ONE);
    assertThat(watch.isDue(TWO.minusNanos(1))).isFalse();
    assertThat(watch.isDue(TWO.plusSeconds(5))).isTrue();

    watch.checked(snapshot, TWO.plusSeconds(5));
    assertThat(watch.isDue(Instant.MAX)).as("nothing is to come").isFalse();
  }

  @Test
  void shouldBeDueWhenTheClockIsSetBack() {
    watch.checked(snapshot, TWO);

    assertThat(watch.isDue(TWO.minusSeconds(1))).isTrue();
  }

  private static Policy policy(Instant from, Instant until) {
    return new Policy(
        "p",
        true,
        Effect.ALLOW,
        List.of(new Subject.Anyone()),
        List.of(new Destination(Target.host("example.com"), List.of(PortRange.parse("443")))),
        Optional.empty(),
        Mode.ENFORCE,
        new Timing(Optional.of(from), Optional.of(until), Optional.empty()),
        PolicyLimits.NONE);
  }
}
