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
 * @param addressProhibited whether the address is special-purpose and not permitted, so that no
 *     tunnel leads there whatever the policies say
 * @param policy the deciding policy; null if none allows it, or its address is prohibited
 * @param tls what the first bytes must be; null unless it is allowed
 * @param wouldDeny whether a policy in report mode would deny what is allowed
 * @param wouldAllow whether a policy in report mode would allow what no policy allows
 * @param reportPolicy that policy
 * @param policyVersion the version of the set of policies
 * @param at the time it is decided for
 * @param considered those that apply first, then those that came closest to it: whose first
 *     condition that does not hold is the latest in its order; then by name
 * @param omitted how many more policies there are
 */
@RegisterForReflection
public record DecisionView(
    @Schema(
            enumeration = {"allow", "deny"},
            nullable = true)
        String decision,
    boolean dependsOnAddress,
    boolean addressProhibited,
    @Schema(nullable = true) String policy,
    @Schema(nullable = true) String tls,
    boolean wouldDeny,
    boolean wouldAllow,
    @Schema(nullable = true) String reportPolicy,
    long policyVersion,
    Instant at,
    List<Considered> considered,
    int omitted) {

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

  /** Under which circumstances it was asked for. */
  record Asked(long version, Instant at, boolean addressProhibited, int limit) {}

  static DecisionView of(Explanation explanation, Asked asked) {
    if (explanation.decision() instanceof Decision.Allowed allowed) {
      return asked.addressProhibited()
          ? prohibited(explanation, asked)
          : new DecisionView(
              "allow",
              false,
              false,
              allowed.policy(),
              allowed.tls().label(),
              allowed.reported().isPresent(),
              false,
              allowed.reported().map(Reported::policy).orElse(null),
              asked.version(),
              asked.at(),
              considered(explanation, asked),
              omitted(explanation, asked));
    }
    Optional<Decision.Denied> denied =
        explanation.decision() instanceof Decision.Denied no ? Optional.of(no) : Optional.empty();
    Optional<Reported> reported = denied.flatMap(Decision.Denied::reported);
    return new DecisionView(
        denied.map(no -> "deny").orElse(null),
        denied.isEmpty(),
        asked.addressProhibited(),
        denied.flatMap(Decision.Denied::policy).orElse(null),
        null,
        false,
        reported.filter(one -> one.effect() == Effect.ALLOW).isPresent(),
        reported.map(Reported::policy).orElse(null),
        asked.version(),
        asked.at(),
        considered(explanation, asked),
        omitted(explanation, asked));
  }

  /** The policies would let it through, and what looks at the address behind them does not. */
  private static DecisionView prohibited(Explanation explanation, Asked asked) {
    return new DecisionView(
        "deny",
        false,
        true,
        null,
        null,
        false,
        false,
        null,
        asked.version(),
        asked.at(),
        considered(explanation, asked),
        omitted(explanation, asked));
  }

  private static List<Considered> considered(Explanation explanation, Asked asked) {
    return explanation.considered().stream().limit(asked.limit()).map(Considered::of).toList();
  }

  private static int omitted(Explanation explanation, Asked asked) {
    return Math.max(0, explanation.considered().size() - asked.limit());
  }
}
