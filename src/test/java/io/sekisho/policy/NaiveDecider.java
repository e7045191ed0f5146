package io.sekisho.policy;

import io.sekisho.destination.Authority;
import io.sekisho.destination.CarriedIpv4;
import io.sekisho.destination.Host;
import io.sekisho.identity.Caller;
import io.sekisho.tls.TlsMode;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The semantics of policies written down as plainly as possible: the reference for the real
 * decider.
 */
final class NaiveDecider {

  private NaiveDecider() {}

  static Decision decide(
      List<Policy> policies, Caller caller, Authority target, InetAddress address) {
    List<Candidate> candidates = new ArrayList<>();
    for (Policy policy : policies) {
      for (Subject subject : policy.subjects()) {
        for (Destination destination : policy.destinations()) {
          if (policy.enabled()
              && subject.matches(caller)
              && destination.covers(target.port())
              && matches(policy.effect(), destination.target(), target.host(), address)) {
            candidates.add(new Candidate(policy, rank(subject), rank(destination.target())));
          }
        }
      }
    }
    Comparator<Candidate> order =
        Comparator.comparing(Candidate::subjectRank)
            .thenComparing(Candidate::targetRank)
            .thenComparing(candidate -> candidate.policy().name());
    Optional<Candidate> deny =
        candidates.stream()
            .filter(candidate -> candidate.policy().effect() == Effect.DENY)
            .min(order);
    if (deny.isPresent()) {
      return new Decision.Denied(deny.map(candidate -> candidate.policy().name()));
    }
    return candidates.stream()
        .min(order)
        .<Decision>map(
            candidate ->
                new Decision.Allowed(candidate.policy().name(), tls(candidate.policy(), target)))
        .orElse(new Decision.Denied(Optional.empty()));
  }

  private static TlsMode tls(Policy policy, Authority target) {
    if (policy.tls().isPresent()) {
      return policy.tls().get();
    }
    boolean usual = List.of(443, 465, 993, 995, 8443).contains(target.port());
    return usual ? TlsMode.VERIFY : TlsMode.OFF;
  }

  private static boolean matches(Effect effect, Target target, Host host, InetAddress address) {
    if (target instanceof Target.Addresses addresses) {
      return addresses.block().contains(address)
          || effect == Effect.DENY
              && CarriedIpv4.WELL_KNOWN.in(address).stream().anyMatch(addresses.block()::contains);
    }
    if (target instanceof Target.Subdomains below) {
      return host instanceof Host.Name && host.text().endsWith("." + below.domain());
    }
    return ((Target.ExactHost) target).host().text().equals(host.text());
  }

  private static int rank(Subject subject) {
    return subject instanceof Subject.User ? 0 : subject instanceof Subject.Group ? 1 : 2;
  }

  private static int rank(Target target) {
    if (target instanceof Target.Subdomains below) {
      return 1_000 - below.domain().length();
    }
    return target instanceof Target.Addresses addresses
        ? 2_000 - addresses.block().prefixLength()
        : 0;
  }

  private record Candidate(Policy policy, int subjectRank, int targetRank) {}
}
