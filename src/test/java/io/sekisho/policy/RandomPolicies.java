package io.sekisho.policy;

import io.sekisho.destination.Authority;
import io.sekisho.destination.Host;
import io.sekisho.destination.PortRange;
import io.sekisho.identity.Caller;
import io.sekisho.tls.TlsMode;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * Policies and questions from a small world, so that they meet: in all their variety, at times
 * around both changes of the clocks of a year.
 */
public final class RandomPolicies {

  static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
  static final Instant END = Instant.parse("2027-01-01T00:00:00Z");

  private static final List<Caller> CALLERS =
      List.of(
          caller("alice", Optional.empty(), "developers", "staff"),
          caller("bob", Optional.empty(), "staff"),
          caller("system:serviceaccount:ci:builder", Optional.of("ci:builder"), "staff"));
  private static final List<Subject> SUBJECTS =
      List.of(
          new Subject.User("alice"),
          new Subject.ServiceAccount("ci:builder"),
          new Subject.Group("developers"),
          new Subject.Group("staff"),
          new Subject.Anyone());
  private static final List<String> HOSTS =
      List.of("example.com", "a.example.com", "b.a.example.com", "other.net", "192.0.2.1");
  private static final List<String> PATTERNS =
      List.of("example.com", "*.example.com", "*.a.example.com", "*.com", "192.0.2.1", "other.net");
  private static final List<String> ADDRESSES =
      List.of(
          "192.0.2.1",
          "192.0.2.200",
          "2001:db8::1",
          "64:ff9b::192.0.2.200",
          "2002:c000:201::1",
          "2001:db8::5efe:192.0.2.1");
  private static final List<String> BLOCKS =
      List.of(
          "192.0.2.0/24",
          "192.0.2.128/25",
          "192.0.2.1/32",
          "192.0.0.0/13",
          "2001:db8::/32",
          "2001:db8::1/128",
          "64:ff9b::/96",
          "0.0.0.0/0",
          "::/0");
  private static final List<ZoneId> ZONES =
      List.of(
          ZoneId.of("UTC"),
          ZoneId.of("Europe/Berlin"),
          ZoneId.of("America/New_York"),
          ZoneId.of("Asia/Tokyo"),
          // Half an hour of summer time, and clocks that are set over midnight.
          ZoneId.of("Australia/Lord_Howe"),
          ZoneId.of("Asia/Beirut"));

  private final Random random;

  public RandomPolicies(long seed) {
    this.random = new Random(seed);
  }

  public List<Policy> policies() {
    List<Policy> policies = new ArrayList<>();
    for (int i = random.nextInt(40); i > 0; i--) {
      policies.add(policy("p" + random.nextInt(1000) + "-" + i));
    }
    return policies;
  }

  Caller caller() {
    return pick(CALLERS);
  }

  public Authority target() {
    return Authority.parse(pick(HOSTS) + ":" + pick(List.of("22", "443", "8443")));
  }

  /** One that the target may resolve to. */
  InetAddress address(Authority target) {
    return target.host() instanceof Host.Address literal
        ? literal.address()
        : address(pick(ADDRESSES));
  }

  /** Any time of the year, often one at which clocks are set. */
  public Instant time() {
    List<Instant> set = new ArrayList<>();
    for (ZoneId zone : ZONES) {
      for (Instant at = BEGIN; zone.getRules().nextTransition(at) != null && at.isBefore(END); ) {
        at = zone.getRules().nextTransition(at).getInstant();
        set.add(at);
      }
    }
    return random.nextBoolean()
        ? between(BEGIN, END.minusSeconds(1))
        : pick(set.stream().filter(END::isAfter).toList())
            .plus(Duration.ofMinutes(random.nextInt(360) - 180));
  }

  Instant between(Instant from, Instant to) {
    return from.plusMillis((long) (random.nextDouble() * Duration.between(from, to).toMillis()));
  }

  private Policy policy(String name) {
    Set<Subject> subjects = new HashSet<>();
    for (int i = random.nextInt(2); i >= 0; i--) {
      subjects.add(pick(SUBJECTS));
    }
    List<Destination> destinations = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      Target target =
          random.nextInt(4) == 0 ? Target.cidr(pick(BLOCKS)) : Target.host(pick(PATTERNS));
      destinations.add(
          new Destination(
              target, List.of(PortRange.parse(pick(List.of("443", "1-1024", "8443"))))));
    }
    return new Policy(
        name,
        random.nextInt(5) > 0,
        random.nextInt(4) == 0 ? Effect.DENY : Effect.ALLOW,
        List.copyOf(subjects),
        destinations,
        maybe(pick(List.of(TlsMode.values()))),
        random.nextInt(4) == 0 ? Mode.REPORT : Mode.ENFORCE,
        random.nextBoolean() ? Timing.ALWAYS : timing(),
        PolicyLimits.ofTime(maybe(Duration.ofMinutes(1 + random.nextInt(9))), Optional.empty()));
  }

  private Timing timing() {
    Instant from = between(BEGIN, END);
    return new Timing(maybe(from), maybe(between(from, END.plusSeconds(1))), maybe(schedule()));
  }

  private Schedule schedule() {
    Set<DayOfWeek> days = new HashSet<>();
    for (int i = random.nextInt(6); i >= 0; i--) {
      days.add(pick(List.of(DayOfWeek.values())));
    }
    return new Schedule(days, clock(), clock(), pick(ZONES));
  }

  private LocalTime clock() {
    // The small hours, in which clocks are set, as often as all others.
    return LocalTime.of(random.nextInt(random.nextBoolean() ? 4 : 24), 15 * random.nextInt(4));
  }

  private <T> Optional<T> maybe(T value) {
    return random.nextBoolean() ? Optional.of(value) : Optional.empty();
  }

  private <T> T pick(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  private static Caller caller(String user, Optional<String> serviceAccount, String... groups) {
    return new Caller(user, user, "issuer", Set.of(groups), Instant.MAX, serviceAccount);
  }

  private static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }
}
