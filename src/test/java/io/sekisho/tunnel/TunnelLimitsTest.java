package io.sekisho.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.sekisho.policy.PolicyLimits;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TunnelLimitsTest {

  private static final Duration SHORT = Duration.ofSeconds(1);
  private static final Duration CONFIGURED = Duration.ofMinutes(1);
  private static final Duration LONG = Duration.ofHours(1);
  private final TunnelLimits configured = new TunnelLimits(CONFIGURED, CONFIGURED, CONFIGURED);

  @ParameterizedTest(name = "a pass for {0} more: {1}, {2}")
  @CsvSource({
    "PT1H, PT1H, TOKEN_EXPIRED",
    "PT23H59M59.999S, PT23H59M59.999S, TOKEN_EXPIRED",
    "PT24H, PT24H, MAX_DURATION",
    "PT25H, PT24H, MAX_DURATION",
    "PT2562047788015215H, PT24H, MAX_DURATION",
    "PT0S, PT0S, TOKEN_EXPIRED",
    "PT-1S, PT0S, TOKEN_EXPIRED",
  })
  void shouldEndWithThePassOrWithItsTime(Duration left, Duration total, CloseReason reason) {
    TunnelLimits limits =
        new TunnelLimits(Duration.ofMinutes(10), Duration.ofMinutes(1), Duration.ofHours(24));

    assertThat(limits.withPass(left))
        .isEqualTo(new TunnelLimits(Duration.ofMinutes(10), Duration.ofMinutes(1), total, reason));
  }

  @Test
  void shouldBeTheStricterOfPolicyAndConfiguration() {
    assertThat(configured.within(PolicyLimits.ofTime(Optional.of(SHORT), Optional.of(LONG))))
        .isEqualTo(new TunnelLimits(SHORT, CONFIGURED, CONFIGURED));
    assertThat(configured.within(PolicyLimits.ofTime(Optional.of(LONG), Optional.of(SHORT))))
        .isEqualTo(new TunnelLimits(CONFIGURED, CONFIGURED, SHORT));
    assertThat(configured.within(PolicyLimits.NONE)).isEqualTo(configured);
  }
}
