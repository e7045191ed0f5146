package io.sekisho.policy.lint;

import io.sekisho.destination.AddressBlock;
import io.sekisho.destination.Host;
import io.sekisho.policy.Destination;
import io.sekisho.policy.Effect;
import io.sekisho.policy.Mode;
import io.sekisho.policy.Policy;
import io.sekisho.policy.PolicyLimits;
import io.sekisho.policy.Target;
import io.sekisho.policy.lint.Finding.Kind;
import io.sekisho.tls.TlsMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Finds what is odd about a set of policies. What it says is so from now on: a policy that it says
 * never acts may be deleted, and no decision is another one. Disabled policies are passed over, and
 * what takes more than one policy to cover is not found.
 */
public final class PolicyLint {

  /** Of one policy: an exception or two are what denials are for, a list of them helps nobody. */
  private static final int MAX_CONTRADICTIONS = 10;

  /** Allows of other terms that may come in between; with more of them nothing is said. */
  private static final int MAX_RIVALS = 1_000;

  /** Some seconds at most; ten thousand ordinary policies take a hundredth of it. */
  private static final long MAX_EFFORT = 20_000_000;

  private final Instant now;
  private final Predicate<AddressBlock> prohibited;
  private final Effort effort = new Effort(MAX_EFFORT);
  private final Map<Effect, Map<Mode, Cohort>> cohorts = new HashMap<>();
  private final Map<Terms, List<Reach>> allowsByTerms = new HashMap<>();
  private final List<Finding> findings = new ArrayList<>();

  /** What an allow gives. */
  private record Terms(Optional<TlsMode> tls, PolicyLimits limits) {
    static Terms of(Policy policy) {
      return new Terms(policy.tls(), policy.limits());
    }
  }

  private PolicyLint(Instant now, Predicate<AddressBlock> prohibited) {
    this.now = now;
    this.prohibited = prohibited;
  }

  /**
   * Looks at all policies.
   *
   * @param now from when on the findings hold
   * @param prohibited whether all addresses of a block are prohibited whatever the policies say
   * @return what was found, in its order
   */
  public static List<Finding> check(
      List<Policy> policies, Instant now, Predicate<AddressBlock> prohibited) {
    PolicyLint lint = new PolicyLint(now, prohibited);
    lint.check(policies);
    return lint.findings.stream().sorted(Finding.ORDER).toList();
  }

  private void check(List<Policy> policies) {
    List<Reach> acting =
        policies.stream()
            .filter(Policy::enabled)
            .sorted(Comparator.comparing(Policy::name))
            .filter(this::mayAct)
            .map(Reach::new)
            .toList();
    for (Reach reach : acting) {
      cohort(reach.policy().effect(), reach.policy().mode()).add(reach);
      if (isEnforced(reach, Effect.ALLOW)) {
        allowsByTerms
            .computeIfAbsent(Terms.of(reach.policy()), terms -> new ArrayList<>())
            .add(reach);
      }
    }
    acting.forEach(this::compare);
  }

  /** Tells of a policy that never acts by itself. */
  private boolean mayAct(Policy policy) {
    if (Timings.isOver(policy.timing(), now)) {
      add(policy, Kind.EXPIRED, "its validity is over");
      return false;
    }
    if (Timings.neverActs(policy.timing(), now)) {
      add(policy, Kind.NEVER_SCHEDULED, "its validity has none of the hours of its schedule");
      return false;
    }
    if (policy.effect() == Effect.ALLOW
        && policy.destinations().stream().allMatch(this::isProhibited)) {
      add(
          policy,
          Kind.PROHIBITED,
          "it allows special-purpose addresses only, which no tunnel leads to unless"
              + " sekisho.egress.permitted-special-ranges has them");
    }
    return true;
  }

  private boolean isProhibited(Destination destination) {
    if (destination.target() instanceof Target.Addresses addresses) {
      return prohibited.test(addresses.block());
    }
    return destination.target() instanceof Target.ExactHost exact
        && exact.host() instanceof Host.Address literal
        && prohibited.test(AddressBlock.parse(literal.text()));
  }

  private void compare(Reach reach) {
    if (isShadowed(reach)) {
      return;
    }
    redundant(reach)
        .ifPresent(
            other ->
                add(
                    reach.policy(),
                    Kind.REDUNDANT,
                    other,
                    "everything it is about, policy %s %s in the same way"
                        .formatted(other.name(), verb(other))));
    if (reach.policy().effect() == Effect.ALLOW) {
      cohort(Effect.DENY, Mode.ENFORCE)
          .meeting(reach, MAX_CONTRADICTIONS)
          .forEach(
              (deny, where) ->
                  add(
                      reach.policy(),
                      Kind.CONTRADICTED,
                      deny,
                      "of what it allows on %s, policy %s always denies a part"
                          .formatted(where.target(), deny.name())));
    }
  }

  private boolean isShadowed(Reach reach) {
    Effect effect = reach.policy().effect();
    boolean reported = reach.policy().mode() == Mode.REPORT;
    Optional<Reach> before = Optional.empty();
    if (effect == Effect.ALLOW || reported) {
      before = cohort(Effect.DENY, Mode.ENFORCE).covering(reach, other -> true);
    }
    if (before.isEmpty() && effect == Effect.ALLOW && reported) {
      before = cohort(Effect.ALLOW, Mode.ENFORCE).covering(reach, other -> true);
    }
    before.ifPresent(
        other ->
            add(
                reach.policy(),
                Kind.SHADOWED,
                other,
                "it never acts, as policy %s %s everything it is about"
                    .formatted(other.name(), verb(other))));
    return before.isPresent();
  }

  private Optional<Reach> redundant(Reach reach) {
    Cohort peers = cohort(reach.policy().effect(), reach.policy().mode());
    if (!isEnforced(reach, Effect.ALLOW)) {
      return peers.covering(reach, other -> true);
    }
    Terms terms = Terms.of(reach.policy());
    return peers
        .covering(reach, other -> Terms.of(other.policy()).equals(terms))
        .filter(other -> hasNoRival(reach, terms));
  }

  /** Whether no enforced allow that gives something else could come into force in its place. */
  private boolean hasNoRival(Reach reach, Terms terms) {
    List<List<Reach>> rivals =
        allowsByTerms.entrySet().stream()
            .filter(entry -> !entry.getKey().equals(terms))
            .map(Map.Entry::getValue)
            .toList();
    return rivals.stream().mapToInt(List::size).sum() <= MAX_RIVALS
        && rivals.stream()
            .flatMap(List::stream)
            .allMatch(rival -> effort.spend(product(reach, rival)) && !reach.mayMeet(rival));
  }

  private static long product(Reach one, Reach two) {
    return 1
        + (long) one.policy().subjects().size() * two.policy().subjects().size()
        + (long) one.policy().destinations().size() * two.policy().destinations().size();
  }

  private Cohort cohort(Effect effect, Mode mode) {
    return cohorts
        .computeIfAbsent(effect, key -> new HashMap<>())
        .computeIfAbsent(
            mode, key -> new Cohort(now, effort, effect == Effect.DENY && mode == Mode.ENFORCE));
  }

  private static boolean isEnforced(Reach reach, Effect effect) {
    return reach.policy().effect() == effect && reach.policy().mode() == Mode.ENFORCE;
  }

  private static String verb(Reach reach) {
    return reach.policy().effect() == Effect.ALLOW ? "allows" : "denies";
  }

  private void add(Policy policy, Kind kind, String message) {
    findings.add(new Finding(policy.name(), kind, Optional.empty(), message));
  }

  private void add(Policy policy, Kind kind, Reach other, String message) {
    findings.add(new Finding(policy.name(), kind, Optional.of(other.name()), message));
  }
}
