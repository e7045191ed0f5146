package io.sekisho.egress;

import static org.assertj.core.api.Assertions.assertThat;

import io.sekisho.connect.RefusalReason;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ResolutionsTest {

  static Stream<Arguments> refusals() {
    return Stream.of(
        Arguments.of(
            new Resolution.NotResolved("SERVFAIL"),
            RefusalReason.NAME_NOT_RESOLVED,
            Map.of("rcode", "SERVFAIL")),
        Arguments.of(new Resolution.TimedOut(), RefusalReason.DNS_TIMEOUT, Map.of()),
        Arguments.of(new Resolution.TooMany(), RefusalReason.TOO_MANY_NAMES, Map.of()));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void shouldTellEachInItsOwnWay(
      Resolution resolution, RefusalReason reason, Map<String, Object> parameters) {
    var refusal = Resolutions.refusal(resolution, "the name");

    assertThat(refusal.reason()).isEqualTo(reason);
    assertThat(refusal.parameters()).isEqualTo(parameters);
  }
}
