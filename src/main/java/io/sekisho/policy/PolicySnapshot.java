package io.sekisho.policy;

import io.sekisho.destination.Authority;
import io.sekisho.destination.CarriedIpv4;
import io.sekisho.identity.Caller;
import io.sekisho.policy.Explanation.Considered;
import io.sekisho.tls.TlsMode;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * All policies at one version, compiled so that a decision does not depend on how many they are.
 */
public final class PolicySnapshot {

  private final long version;
  private final CarriedIpv4 carriers;
  private final List<Policy> policies;
  private final RuleIndex index = new RuleIndex();
  private final Set<Timing> timings;
  private final Map<String, PolicyLimits> limits;

  /**
   * Compiles the enabled policies, with the forms of carried IPv4 addresses known everywhere.
   *
   * @param version grows with every change of any policy
   */
  public PolicySnapshot(long version, List<Policy> policies) {
    this(version, policies, CarriedIpv4.WELL_KNOWN);
  }

  /**
   * Compiles the enabled policies.
   *
   * @param version grows with every change of any policy
   * @param carriers finds the IPv4 addresses that denials are about inside IPv6 ones
   */
  public PolicySnapshot(long version, List<Policy> policies, CarriedIpv4 carriers) {
    this.version = version;
    this.carriers = carriers;
    this.policies = List.copyOf(policies);
    policies.stream().filter(Policy::enabled).forEach(index::add);
    this.timings =
        policies.stream()
            .filter(Policy::enabled)
            .map(Policy::timing)
            .filter(timing -> !timing.equals(Timing.ALWAYS))
            .collect(Collectors.toUnmodifiableSet());
    this.limits =
        policies.stream().collect(Collectors.toUnmodifiableMap(Policy::name, Policy::limits));
  }

  /** The version of the set. */
  public long version() {
    return version;
  }

  /** How many policies the set holds, disabled ones included. */
  public int size() {
    return policies.size();
  }

  /** The limits of the policy of that name, if there is one. */
  public Optional<PolicyLimits> limitsOf(String policy) {
    return Optional.ofNullable(limits.get(policy));
  }

  /** All policies of the set, disabled ones included. */
  public List<Policy> policies() {
    return policies;
  }

  /**
   * Decides what can be decided before the name is resolved. A name that no policy could allow is
   * denied here, so that it costs no look-up and the answer does not tell whether the name exists.
   * A policy that is only reported is not worth a look-up either. Of a host that is an address,
   * everything is known already.
   */
  public Decision decide(Caller caller, Authority authority, Instant time) {
    return decide(Question.byName(caller, authority, time, carriers));
  }

  /**
   * Decides about one address that the authority's host resolved to. Never {@code
   * DependsOnAddress}.
   *
   * <p>A denial by block is also one of every IPv6 address that carries an address of the block. An
   * allow is not: it covers the address as it is dialled, because the way through a translator or a
   * tunnel is another way than the one that was allowed.
   */
  public Decision decide(Caller caller, Authority authority, InetAddress address, Instant time) {
    return decide(Question.at(address, caller, authority, time, carriers));
  }

  /**
   * Decides and tells why: walks all policies, so it is not for the way of a tunnel.
   *
   * @param address empty to decide as before the name is resolved
   */
  public Explanation explain(
      Caller caller, Authority authority, Optional<InetAddress> address, Instant time) {
    Question question =
        address
            .map(known -> Question.at(known, caller, authority, time, carriers))
            .orElseGet(() -> Question.byName(caller, authority, time, carriers));
    return new Explanation(
        decide(question),
        policies.stream()
            .map(policy -> new Considered(policy, Condition.failed(policy, question)))
            .sorted(
                Comparator.<Considered>comparingInt(
                        one -> -one.failed().map(Enum::ordinal).orElse(Integer.MAX_VALUE))
                    .thenComparing(one -> one.policy().name()))
            .toList());
  }

  /**
   * The next instant at which a policy may begin or cease to act, so that decisions may change
   * though no policy does; empty if there is none. Never later than the next change.
   */
  public Optional<Instant> nextBoundaryAfter(Instant time) {
    return timings.stream()
        .flatMap(timing -> timing.nextBoundaryAfter(time).stream())
        .min(Instant::compareTo);
  }

  private Decision decide(Question question) {
    List<Rule> applying = index.applying(question);
    Optional<Rule> deny = first(applying, Effect.DENY, Mode.ENFORCE);
    if (deny.isPresent()) {
      return Decision.Denied.by(deny.get().policy().name());
    }
    Optional<Rule> allow = first(applying, Effect.ALLOW, Mode.ENFORCE);
    if (allow.isPresent()) {
      Policy policy = allow.get().policy();
      int port = question.authority().port();
      return new Decision.Allowed(
          policy.name(),
          policy.tls().orElseGet(() -> TlsMode.defaultFor(port)),
          policy.limits(),
          reported(applying, Effect.DENY));
    }
    return question.address().isEmpty() && index.mayAllowByAddress(question)
        ? new Decision.DependsOnAddress()
        : new Decision.Denied(Optional.empty(), reported(applying, Effect.ALLOW));
  }

  private static Optional<Reported> reported(List<Rule> applying, Effect effect) {
    return first(applying, effect, Mode.REPORT)
        .map(rule -> new Reported(rule.policy().name(), effect));
  }

  private static Optional<Rule> first(List<Rule> applying, Effect effect, Mode mode) {
    return applying.stream().filter(rule -> rule.has(effect, mode)).min(Rule.MOST_SPECIFIC);
  }
}
