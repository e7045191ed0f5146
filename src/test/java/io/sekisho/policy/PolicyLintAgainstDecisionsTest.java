package io.sekisho.policy;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.sekisho.destination.AddressBlock;
import io.sekisho.destination.Authority;
import io.sekisho.identity.Caller;
import io.sekisho.policy.lint.Finding;
import io.sekisho.policy.lint.Finding.Kind;
import io.sekisho.policy.lint.PolicyLint;
import java.net.InetAddress;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What lint says of random sets, held against what is decided with and without the policy. */
class PolicyLintAgainstDecisionsTest {

  private static final AddressBlock PROHIBITED = AddressBlock.parse("192.0.2.128/25");

  @Test
  void shouldSayNothingThatADecisionContradicts() {
    Map<Kind, Integer> seen = new EnumMap<>(Kind.class);
    for (int seed = 0; seed < 150; seed++) {
      RandomPolicies random = new RandomPolicies(seed);
      List<Policy> policies = random.policies();
      Instant now = random.time();
      for (Finding finding : PolicyLint.check(policies, now, PROHIBITED::contains)) {
        seen.merge(finding.kind(), 1, Integer::sum);
        check(finding, policies, random, now, "seed " + seed + " at " + now + ": " + finding);
      }
    }
    assertThat(seen.keySet()).as("every kind is met").isEqualTo(Set.of(Kind.values()));
  }

  private static void check(
      Finding finding, List<Policy> all, RandomPolicies random, Instant now, String what) {
    List<Policy> without =
        all.stream().filter(policy -> !policy.name().equals(finding.policy())).toList();
    for (int i = 0; i < 40; i++) {
      Caller caller = random.caller();
      Authority target = random.target();
      InetAddress address = random.address(target);
      Instant time = random.between(now, RandomPolicies.END.plusSeconds(60));
      Decision before = NaiveDecider.decide(all, caller, target, address, time);
      Decision after = NaiveDecider.decide(without, caller, target, address, time);
      String question =
          what + " asked " + caller.user() + " " + target + " " + address + " " + time;
      switch (finding.kind()) {
        case EXPIRED, NEVER_SCHEDULED, SHADOWED -> assertThat(after).as(question).isEqualTo(before);
        case REDUNDANT -> assertThat(unnamed(after)).as(question).isEqualTo(unnamed(before));
        case PROHIBITED -> {
          if (!after.equals(before)) {
            assertThat(PROHIBITED.contains(address)).as(question).isTrue();
          }
        }
        case CONTRADICTED -> {
          Set<String> applying = applying(all, finding, caller, target, address, time);
          if (applying.size() == 2) {
            assertThat(before).as(question).isInstanceOf(Decision.Denied.class);
          }
        }
      }
    }
  }

  private static Set<String> applying(
      List<Policy> all,
      Finding finding,
      Caller caller,
      Authority target,
      InetAddress address,
      Instant time) {
    return new PolicySnapshot(1, pair(all, finding))
        .explain(caller, target, Optional.of(address), time).considered().stream()
            .filter(one -> one.failed().isEmpty())
            .map(one -> one.policy().name())
            .collect(toSet());
  }

  private static List<Policy> pair(List<Policy> all, Finding finding) {
    Set<String> names = Set.of(finding.policy(), finding.other().orElseThrow());
    return all.stream().filter(policy -> names.contains(policy.name())).toList();
  }

  /** The decision but for who made it. */
  private static Decision unnamed(Decision decision) {
    if (decision instanceof Decision.Allowed allowed) {
      return new Decision.Allowed(
          "", allowed.tls(), allowed.limits(), allowed.reported().map(one -> unnamed(one)));
    }
    Decision.Denied denied = (Decision.Denied) decision;
    return new Decision.Denied(
        denied.policy().map(name -> ""), denied.reported().map(one -> unnamed(one)));
  }

  private static Reported unnamed(Reported reported) {
    return new Reported("", reported.effect());
  }
}
