package io.sekisho.api;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.sekisho.policy.Condition;
import io.sekisho.policy.Decision;
import io.sekisho.policy.Effect;
import io.sekisho.policy.Explanation;
import io.sekisho.policy.Policy;
import io.sekisho.policy.Reported;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What would be decided, and why.
 *
 * @param decision {@code allow} or {@code deny}; null if it depends on the address
 * @param dependsOnAddress whether only a policy about addresses may allow it, so that it takes an
 *     {@code address} to decide
 * @param policy the deciding policy; null if none allows it
 * @param tls what the first bytes must be; null unless it is allowed
 * @param wouldDeny whether a policy in report mode would deny what is allowed
 * @param wouldAllow whether a policy in report mode would allow what no policy allows
 * @param reportPolicy that policy
 * @param policyVersion the version of the set of policies
 * @param at the time it is decided for
 * @param considered every policy there is: those that apply first, then by name
 */
@RegisterForReflection
public record DecisionView(
    @Schema(
            enumeration = {"allow", "deny"},
            nullable = true)
        String decision,
    boolean dependsOnAddress,
    @Schema(nullable = true) String policy,
    @Schema(nullable = true) String tls,
    boolean wouldDeny,
    boolean wouldAllow,
    @Schema(nullable = true) String reportPolicy,
    long policyVersion,
    Instant at,
    List<Considered> considered) {

  /**
   * One policy.
   *
   * @param matched whether it applies
   * @param failed the first condition that does not hold; null if it applies
   */
  @RegisterForReflection
  public record Considered(
      String policy,
      String effect,
      String mode,
      boolean matched,
      @Schema(
              enumeration = {"subject", "destination", "port", "enabled", "validity", "schedule"},
              nullable = true)
          String failed) {

    static Considered of(Explanation.Considered considered) {
      Policy policy = considered.policy();
      return new Considered(
          policy.name(),
          policy.effect().name().toLowerCase(Locale.ROOT),
          policy.mode().label(),
          considered.failed().isEmpty(),
          considered.failed().map(Condition::label).orElse(null));
    }
  }

  static DecisionView of(Explanation explanation, long version, Instant at) {
    List<Considered> considered = explanation.considered().stream().map(Considered::of).toList();
    if (explanation.decision() instanceof Decision.Allowed allowed) {
      return new DecisionView(
          "allow",
          false,
          allowed.policy(),
          allowed.tls().label(),
          allowed.reported().isPresent(),
          false,
          allowed.reported().map(Reported::policy).orElse(null),
          version,
          at,
          considered);
    }
    Optional<Decision.Denied> denied =
        explanation.decision() instanceof Decision.Denied no ? Optional.of(no) : Optional.empty();
    Optional<Reported> reported = denied.flatMap(Decision.Denied::reported);
    return new DecisionView(
        denied.map(no -> "deny").orElse(null),
        denied.isEmpty(),
        denied.flatMap(Decision.Denied::policy).orElse(null),
        null,
        false,
        reported.filter(one -> one.effect() == Effect.ALLOW).isPresent(),
        reported.map(Reported::policy).orElse(null),
        version,
        at,
        considered);
  }
}
