package io.sekisho.policy;

import io.sekisho.policy.PolicyCompiler.Violation;
import io.sekisho.policy.PolicyDocument.LimitsDocument;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Makes the limits of a document into limits that are kept. */
final class LimitsCompiler {

  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofDays(365);

  private static final long MOST_TUNNELS = 1_000_000;

  /** Beyond it, not every reader of JSON takes a number as it is. */
  private static final long MOST_BYTES = (1L << 53) - 1;

  /** Below it, one segment would hold a tunnel up for longer than clients wait. */
  private static final long LEAST_RATE = 1_000;

  private static final long MOST_RATE = 1_000_000_000_000L;

  private final List<Violation> violations;

  private LimitsCompiler(List<Violation> violations) {
    this.violations = violations;
  }

  /** Compiles, and adds what is wrong; then the limits are of no use. */
  static PolicyLimits compile(PolicyDocument policy, List<Violation> violations) {
    return policy.limits() == null
        ? PolicyLimits.NONE
        : new LimitsCompiler(violations).limits(policy.limits(), policy.effect());
  }

  private PolicyLimits limits(LimitsDocument document, String effect) {
    if ("deny".equals(effect)) {
      violations.add(new Violation("limits", "are for policies that allow"));
    }
    return new PolicyLimits(
        number("concurrentTunnels", document.concurrentTunnels(), 1, MOST_TUNNELS),
        number("connectsPerMinute", document.connectsPerMinute(), 1, MOST_TUNNELS),
        number("bytesPerDay", document.bytesPerDay(), 1, MOST_BYTES),
        number("bitsPerSecond", document.bitsPerSecond(), LEAST_RATE, MOST_RATE),
        duration("idleTimeout", document.idleTimeout()),
        duration("maxDuration", document.maxDuration()));
  }

  private <N extends Number> Optional<N> number(String field, N value, long least, long most) {
    if (value != null && (value.longValue() < least || value.longValue() > most)) {
      violations.add(
          new Violation("limits." + field, "must be a whole number from " + least + " to " + most));
    }
    return Optional.ofNullable(value);
  }

  private Optional<Duration> duration(String field, String text) {
    if (text == null) {
      return Optional.empty();
    }
    try {
      Duration duration = Duration.parse(text);
      if (duration.compareTo(SHORTEST) >= 0 && duration.compareTo(LONGEST) <= 0) {
        return Optional.of(duration);
      }
    } catch (DateTimeException e) {
      // Not a duration: told below.
    }
    violations.add(
        new Violation(
            "limits." + field, "must be an ISO 8601 duration from PT1S to P365D, such as PT5M"));
    return Optional.empty();
  }
}
