package io.sekisho.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.sekisho.policy.PolicyDocument;
import io.sekisho.policy.PolicyDocument.DestinationDocument;
import io.sekisho.policy.PolicyDocument.ScheduleDocument;
import io.sekisho.policy.PolicyDocument.SubjectDocument;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PolicyStateTest {

  /** A Sunday. */
  private static final Instant NOW = Instant.parse("2027-01-31T12:00:00Z");

  @Test
  void shouldTellWhyAPolicyDoesNotAct() {
    assertThat(of(true, null, null, null)).isEqualTo(PolicyState.ACTIVE);
    assertThat(of(false, null, null, null)).isEqualTo(PolicyState.DISABLED);
    assertThat(of(true, "2027-01-31T12:00:01Z", null, null)).isEqualTo(PolicyState.TO_COME);
    assertThat(of(true, "2027-01-31T12:00:00Z", null, null)).isEqualTo(PolicyState.ACTIVE);
    assertThat(of(true, null, "2027-01-31T12:00:00Z", null)).isEqualTo(PolicyState.OVER);
    assertThat(of(true, null, null, "SUNDAY")).isEqualTo(PolicyState.ACTIVE);
    assertThat(of(true, null, null, "MONDAY")).isEqualTo(PolicyState.OUT_OF_HOURS);
    assertThat(of(true, null, null, "SOMEDAY")).isEqualTo(PolicyState.INVALID);
  }

  private static PolicyState of(boolean enabled, String from, String until, String day) {
    return PolicyState.of(
        new PolicyDocument(
            "p",
            "",
            enabled,
            "allow",
            List.of(new SubjectDocument("anyone", null)),
            List.of(new DestinationDocument("example.com", null, List.of("443"))),
            null,
            null,
            from,
            until,
            day == null ? null : new ScheduleDocument(List.of(day), "08:00", "18:00", "UTC"),
            null),
        NOW);
  }
}
