package io.sekisho.policy;

import io.sekisho.destination.Authority;
import io.sekisho.destination.CarriedIpv4;
import io.sekisho.destination.Host;
import io.sekisho.identity.Caller;
import io.sekisho.tls.TlsMode;
import java.net.InetAddress;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
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
      List<Policy> policies, Caller caller, Authority target, InetAddress address, Instant time) {
    Optional<Policy> deny =
        best(policies, Effect.DENY, Mode.ENFORCE, caller, target, address, time);
    if (deny.isPresent()) {
      return new Decision.Denied(deny.map(Policy::name), Optional.empty());
    }
    Optional<Policy> allow =
        best(policies, Effect.ALLOW, Mode.ENFORCE, caller, target, address, time);
    if (allow.isPresent()) {
      return new Decision.Allowed(
          allow.get().name(),
          tls(allow.get(), target),
          allow.get().limits(),
          best(policies, Effect.DENY, Mode.REPORT, caller, target, address, time)
              .map(policy -> new Reported(policy.name(), Effect.DENY)));
    }
    return new Decision.Denied(
        Optional.empty(),
        best(policies, Effect.ALLOW, Mode.REPORT, caller, target, address, time)
            .map(policy -> new Reported(policy.name(), Effect.ALLOW)));
  }

  private static Optional<Policy> best(
      List<Policy> policies,
      Effect effect,
      Mode mode,
      Caller caller,
      Authority target,
      InetAddress address,
      Instant time) {
    List<Candidate> candidates = new ArrayList<>();
    for (Policy policy : policies) {
      for (Subject subject : policy.subjects()) {
        for (Destination destination : policy.destinations()) {
          if (policy.enabled()
              && policy.effect() == effect
              && policy.mode() == mode
              && isActive(policy.timing(), time)
              && isAbout(subject, caller)
              && destination.ports().stream().anyMatch(range -> range.contains(target.port()))
              && matches(effect, destination.target(), target.host(), address)) {
            candidates.add(new Candidate(policy, rank(subject), rank(destination.target())));
          }
        }
      }
    }
    return candidates.stream()
        .min(
            Comparator.comparing(Candidate::subjectRank)
                .thenComparing(Candidate::targetRank)
                .thenComparing(candidate -> candidate.policy().name()))
        .map(Candidate::policy);
  }

  private static boolean isAbout(Subject subject, Caller caller) {
    if (subject instanceof Subject.User user) {
      return user.name().equals(caller.user());
    }
    if (subject instanceof Subject.ServiceAccount account) {
      return caller.serviceAccount().equals(Optional.of(account.name()));
    }
    return !(subject instanceof Subject.Group group) || caller.groups().contains(group.name());
  }

  static boolean isActive(Timing timing, Instant time) {
    return timing.validFrom().map(from -> from.compareTo(time) <= 0).orElse(true)
        && timing.validUntil().map(until -> until.compareTo(time) > 0).orElse(true)
        && timing.schedule().map(schedule -> isScheduled(schedule, time)).orElse(true);
  }

  /** The hours that begin today and those that began yesterday, as stretches of local time. */
  private static boolean isScheduled(Schedule schedule, Instant time) {
    LocalDateTime shown = LocalDateTime.ofInstant(time, schedule.zone());
    for (LocalDate day : List.of(shown.toLocalDate(), shown.toLocalDate().minusDays(1))) {
      LocalDateTime begin = day.atTime(schedule.from());
      LocalDateTime sameDay = day.atTime(schedule.to());
      LocalDateTime end = sameDay.isAfter(begin) ? sameDay : sameDay.plusDays(1);
      if (schedule.days().contains(day.getDayOfWeek())
          && !shown.isBefore(begin)
          && shown.isBefore(end)) {
        return true;
      }
    }
    return false;
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
    return List.of(
            Subject.User.class,
            Subject.ServiceAccount.class,
            Subject.Group.class,
            Subject.Anyone.class)
        .indexOf(subject.getClass());
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
