package io.sekisho.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sekisho.support.TestConfig;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GovernanceTest {

  private static final String APPROVALS = "sekisho.policy.approvals";
  private static final String LONGEST = "sekisho.policy.access-requests.max-duration";

  @Test
  void shouldLetAccessLastForAMonth() {
    assertThat(new Governance(TestConfig.with(Map.of())).longestAccess())
        .isEqualTo(Duration.ofDays(30));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0s", "59s", "-1d", "3651d"})
  void shouldNameTheKeyOfWhatIsNoUsableDuration(String duration) {
    assertThatThrownBy(() -> new Governance(TestConfig.with(Map.of(LONGEST, duration))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(LONGEST);
  }

  @Test
  void shouldTakeOneAdministratorUnlessItIsSaid() {
    assertThat(new Governance(TestConfig.with(Map.of())).needsApproval()).isFalse();
    assertThat(new Governance(TestConfig.with(Map.of(APPROVALS, "1"))).needsApproval()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "2", "100"})
  void shouldNameTheKeyOfWhatIsNoNumberOfApprovals(String approvals) {
    assertThatThrownBy(() -> new Governance(TestConfig.with(Map.of(APPROVALS, approvals))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(APPROVALS);
  }
}
