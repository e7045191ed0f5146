package io.sekisho.policy;

import io.sekisho.destination.Authority;
import io.sekisho.destination.CarriedIpv4;
import io.sekisho.destination.Host;
import io.sekisho.identity.Caller;
import io.sekisho.tls.TlsMode;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * All policies at one version, compiled so that a decision looks only at the policies that name the
 * host, one of its parent domains, or addresses.
 */
public final class PolicySnapshot {

  /** The order among matching allows; the first one decides (its name breaks a tie). */
  private static final Comparator<Match> MOST_SPECIFIC =
      Comparator.comparingInt(Match::subjectSpecificity)
          .thenComparingInt(Match::targetSpecificity)
          .reversed()
          .thenComparing(Match::policy);

  private final long version;
  private final CarriedIpv4 carriers;
  private final int size;
  private final Map<String, List<Rule>> byHost = new HashMap<>();
  private final Map<String, List<Rule>> byDomain = new HashMap<>();
  private final List<Rule> byAddress = new ArrayList<>();

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
    this.size = policies.size();
    policies.stream().filter(Policy::enabled).forEach(this::index);
  }

  /** The version of the set. */
  public long version() {
    return version;
  }

  /** How many policies the set holds, disabled ones included. */
  public int size() {
    return size;
  }

  /**
   * Decides what can be decided before the name is resolved. A name that no policy could allow is
   * denied here, so that it costs no look-up and the answer does not tell whether the name exists.
   */
  public Decision decide(Caller caller, Authority authority) {
    List<Match> matches = byName(caller, authority);
    Optional<Match> deny = first(matches, Effect.DENY);
    if (deny.isPresent()) {
      return new Decision.Denied(deny.map(Match::policy));
    }
    Optional<Match> allow = first(matches, Effect.ALLOW);
    if (allow.isPresent()) {
      return allowed(allow.get(), authority);
    }
    boolean addressMayAllow =
        byAddress.stream()
            .anyMatch(rule -> rule.effect() == Effect.ALLOW && rule.matches(caller, authority));
    return addressMayAllow
        ? new Decision.DependsOnAddress()
        : new Decision.Denied(Optional.empty());
  }

  /**
   * Decides about one address that the authority's host resolved to. Never {@code
   * DependsOnAddress}.
   *
   * <p>A denial by block is also one of every IPv6 address that carries an address of the block. An
   * allow is not: it covers the address as it is dialled, because the way through a translator or a
   * tunnel is another way than the one that was allowed.
   */
  public Decision decide(Caller caller, Authority authority, InetAddress address) {
    List<Match> matches = byName(caller, authority);
    List<InetAddress> carried = carriers.in(address);
    collect(byAddress, caller, authority, rule -> rule.covers(address, carried), matches);
    Optional<Match> deny = first(matches, Effect.DENY);
    if (deny.isPresent()) {
      return new Decision.Denied(deny.map(Match::policy));
    }
    return first(matches, Effect.ALLOW)
        .<Decision>map(allow -> allowed(allow, authority))
        .orElseGet(() -> new Decision.Denied(Optional.empty()));
  }

  private static Decision allowed(Match allow, Authority authority) {
    TlsMode tls = allow.tls().orElseGet(() -> TlsMode.defaultFor(authority.port()));
    return new Decision.Allowed(allow.policy(), tls);
  }

  private List<Match> byName(Caller caller, Authority authority) {
    List<Match> matches = new ArrayList<>();
    String text = authority.host().text();
    collect(byHost.getOrDefault(text, List.of()), caller, authority, rule -> true, matches);
    if (authority.host() instanceof Host.Name && !byDomain.isEmpty()) {
      for (int dot = text.indexOf('.'); dot >= 0; dot = text.indexOf('.', dot + 1)) {
        List<Rule> rules = byDomain.getOrDefault(text.substring(dot + 1), List.of());
        collect(rules, caller, authority, rule -> true, matches);
      }
    }
    return matches;
  }

  private static void collect(
      List<Rule> rules,
      Caller caller,
      Authority authority,
      Predicate<Rule> condition,
      List<Match> matches) {
    for (Rule rule : rules) {
      if (rule.matches(caller, authority) && condition.test(rule)) {
        matches.add(
            new Match(
                rule.policy(),
                rule.effect(),
                rule.subject().specificity(),
                rule.target().specificity(),
                rule.tls()));
      }
    }
  }

  private static Optional<Match> first(List<Match> matches, Effect effect) {
    return matches.stream().filter(match -> match.effect() == effect).min(MOST_SPECIFIC);
  }

  private void index(Policy policy) {
    for (Destination destination : policy.destinations()) {
      for (Subject subject : policy.subjects()) {
        Rule rule = new Rule(policy.name(), policy.effect(), subject, destination, policy.tls());
        Target target = destination.target();
        if (target instanceof Target.ExactHost exact) {
          byHost.computeIfAbsent(exact.host().text(), key -> new ArrayList<>()).add(rule);
        } else if (target instanceof Target.Subdomains below) {
          byDomain.computeIfAbsent(below.domain(), key -> new ArrayList<>()).add(rule);
        } else {
          byAddress.add(rule);
        }
      }
    }
  }

  private record Rule(
      String policy,
      Effect effect,
      Subject subject,
      Destination destination,
      Optional<TlsMode> tls) {

    boolean matches(Caller caller, Authority authority) {
      return destination.covers(authority.port()) && subject.matches(caller);
    }

    boolean covers(InetAddress address, List<InetAddress> carried) {
      return target() instanceof Target.Addresses addresses
          && (addresses.block().contains(address)
              || effect == Effect.DENY && carried.stream().anyMatch(addresses.block()::contains));
    }

    Target target() {
      return destination.target();
    }
  }

  private record Match(
      String policy,
      Effect effect,
      int subjectSpecificity,
      int targetSpecificity,
      Optional<TlsMode> tls) {}
}
