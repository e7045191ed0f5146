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
    // A limit that is taken but not kept would be worse than none.
    refuse("concurrentTunnels", document.concurrentTunnels());
    refuse("connectsPerMinute", document.connectsPerMinute());
    refuse("bytesPerDay", document.bytesPerDay());
    refuse("bitsPerSecond", document.bitsPerSecond());
    return new PolicyLimits(
        duration("idleTimeout", document.idleTimeout()),
        duration("maxDuration", document.maxDuration()));
  }

  private void refuse(String field, Object value) {
    if (value != null) {
      violations.add(new Violation("limits." + field, "is not supported yet"));
    }
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
