package io.sekisho.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sekisho.destination.Authority;
import io.sekisho.destination.CarriedIpv4;
import io.sekisho.destination.PortRange;
import io.sekisho.destination.SyntaxException;
import io.sekisho.identity.Caller;
import io.sekisho.support.Addresses;
import io.sekisho.support.Embedding;
import io.sekisho.tls.TlsMode;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PolicySnapshotTest {

  private static final Caller ALICE = caller("alice", "developers", "staff");
  private static final Caller BOB = caller("bob", "staff");
  private static final Instant NOW = Instant.parse("2026-03-18T12:00:00Z");
  private static final Subject USER = new Subject.User("alice");
  private static final Subject GROUP = new Subject.Group("developers");
  private static final Subject ANYONE = new Subject.Anyone();

  @Test
  void shouldDenyWhatNobodyAllows() {
    assertThat(decide(ALICE, "example.com:443")).isEqualTo(Decision.Denied.BY_DEFAULT);
  }

  @Test
  void shouldAllowWhatOnePolicyAllows() {
    Policy policy = allow("web", GROUP, host("example.com"));

    assertThat(decide(ALICE, "example.com:443", policy)).isEqualTo(allowed("web", TlsMode.VERIFY));
    assertThat(decide(BOB, "example.com:443", policy)).isEqualTo(Decision.Denied.BY_DEFAULT);
  }

  @Test
  void shouldLetAnyDenyWinOverEveryAllow() {
    Policy allow = allow("web", USER, host("example.com"));
    Policy deny = deny("no", ANYONE, host("*.com"));

    assertThat(decide(ALICE, "example.com:443", allow, deny)).isEqualTo(Decision.Denied.by("no"));
    assertThat(decide(ALICE, "example.com:443", deny, allow)).isEqualTo(Decision.Denied.by("no"));
  }

  @Test
  void shouldIgnoreDisabledPolicies() {
    Policy off =
        policy(
            "off",
            false,
            Effect.ALLOW,
            List.of(ANYONE),
            List.of(host("example.com")),
            Optional.empty());

    assertThat(decide(ALICE, "example.com:443", off)).isInstanceOf(Decision.Denied.class);
  }

  @ParameterizedTest
  @CsvSource({
    "*.example.com,  a.example.com,        true",
    "*.example.com,  a.b.c.example.com,    true",
    "*.example.com,  example.com,          false",
    "*.example.com,  badexample.com,       false",
    "*.example.com,  example.com.evil.net, false",
    "example.com,    example.com,          true",
    "EXAMPLE.com.,   example.com,          true",
    "example.com,    EXAMPLE.COM.,         true",
    "example.com,    a.example.com,        false",
    "192.0.2.1,      192.0.2.1,            true",
    "2001:db8::1,    [2001:DB8:0::1],      true",
    "*.0.2.1,        192.0.2.1,            error",
    "b\u00fccher.example,    xn--bcher-kva.example,   true",
    "B\u00dcCHER.example,    XN--BCHER-KVA.example,   true",
    "*.b\u00fccher.example,  a.xn--bcher-kva.example, true",
    "*\u3002B\u00fccher\uff0eexample, a.xn--bcher-kva.example, true",
    "*.b\u00fccher.example,  xn--bcher-kva.example,   false",
    "bucher.example,         xn--bcher-kva.example,   false",
    "*.xn--a,                a.b,                     error",
  })
  void shouldMatchHosts(String pattern, String host, String matches) {
    if (matches.equals("error")) {
      assertThatThrownBy(() -> Target.host(pattern)).isInstanceOf(SyntaxException.class);
      return;
    }
    Decision decision = decide(ALICE, host + ":443", allow("p", ANYONE, host(pattern)));

    assertThat(decision instanceof Decision.Allowed).isEqualTo(Boolean.parseBoolean(matches));
  }

  @Test
  void shouldMatchPorts() {
    Policy policy =
        policy(
            "p",
            true,
            Effect.ALLOW,
            List.of(ANYONE),
            List.of(
                new Destination(Target.host("example.com"), List.of(PortRange.parse("8000-8100")))),
            Optional.empty());

    assertThat(decide(ALICE, "example.com:8050", policy)).isInstanceOf(Decision.Allowed.class);
    assertThat(decide(ALICE, "example.com:443", policy)).isInstanceOf(Decision.Denied.class);
  }

  @Test
  void shouldDecideByTheMostSpecificAllow() {
    List<Policy> fromBroadToNarrow =
        List.of(
            allow("anyone-cidr", ANYONE, cidr("192.0.2.0/24")),
            allow("anyone-suffix", ANYONE, host("*.com")),
            allow("anyone-longer-suffix", ANYONE, host("*.example.com")),
            allow("anyone-exact", ANYONE, host("a.example.com")),
            allow("group-cidr", GROUP, cidr("192.0.2.0/25")),
            allow("group-suffix", GROUP, host("*.com")),
            allow("group-exact", GROUP, host("a.example.com")),
            allow("user-suffix", USER, host("*.com")),
            allow("user-exact-b", USER, host("a.example.com")),
            allow("user-exact-a", USER, host("a.example.com")));

    for (int size = 1; size <= fromBroadToNarrow.size(); size++) {
      List<Policy> policies = fromBroadToNarrow.subList(0, size);
      Decision decision =
          new PolicySnapshot(1, policies)
              .decide(ALICE, Authority.parse("a.example.com:443"), address("192.0.2.1"), NOW);

      assertThat(decision).isEqualTo(allowed(policies.get(size - 1).name(), TlsMode.VERIFY));
    }
  }

  @Test
  void shouldDemandOfTheFirstBytesWhatTheDecidingAllowSays() {
    Policy broad = tls("broad", ANYONE, TlsMode.VERIFY);
    Policy narrow = tls("narrow", USER, TlsMode.OFF);

    assertThat(decide(ALICE, "example.com:443", broad, narrow))
        .isEqualTo(allowed("narrow", TlsMode.OFF));
    assertThat(decide(BOB, "example.com:443", broad, narrow))
        .isEqualTo(allowed("broad", TlsMode.VERIFY));
    assertThat(decide(ALICE, "example.com:22", broad)).isEqualTo(allowed("broad", TlsMode.VERIFY));
  }

  @Test
  void shouldDemandWhatThePortSuggestsIfTheDecidingAllowSaysNothing() {
    Policy silent =
        policy("p", true, Effect.ALLOW, List.of(ANYONE), List.of(anyPort()), Optional.empty());

    assertThat(decide(ALICE, "example.com:465", silent)).isEqualTo(allowed("p", TlsMode.VERIFY));
    assertThat(decide(ALICE, "example.com:22", silent)).isEqualTo(allowed("p", TlsMode.OFF));
  }

  private static Policy tls(String name, Subject subject, TlsMode mode) {
    return policy(
        name, true, Effect.ALLOW, List.of(subject), List.of(anyPort()), Optional.of(mode));
  }

  private static Destination anyPort() {
    return new Destination(Target.host("example.com"), List.of(PortRange.parse("1-65535")));
  }

  @Test
  void shouldNeedTheAddressOnlyWhenAnAllowByAddressCouldApply() {
    Policy byAddress = allow("net", GROUP, cidr("192.0.2.0/24"));
    PolicySnapshot snapshot = new PolicySnapshot(1, List.of(byAddress));
    Authority target = Authority.parse("example.com:443");

    assertThat(snapshot.decide(ALICE, target, NOW)).isEqualTo(new Decision.DependsOnAddress());
    assertThat(snapshot.decide(BOB, target, NOW)).isEqualTo(Decision.Denied.BY_DEFAULT);
    assertThat(snapshot.decide(ALICE, Authority.parse("example.com:22"), NOW))
        .isEqualTo(Decision.Denied.BY_DEFAULT);
    assertThat(snapshot.decide(ALICE, target, address("192.0.2.9"), NOW))
        .isEqualTo(allowed("net", TlsMode.VERIFY));
    assertThat(snapshot.decide(ALICE, target, address("192.0.3.9"), NOW))
        .isEqualTo(Decision.Denied.BY_DEFAULT);
  }

  @Test
  void shouldLetADenyByAddressBeatAnAllowByName() {
    Policy allow = allow("web", USER, host("example.com"));
    Policy deny = deny("not-there", ANYONE, cidr("192.0.2.0/24"));
    PolicySnapshot snapshot = new PolicySnapshot(1, List.of(allow, deny));
    Authority target = Authority.parse("example.com:443");

    assertThat(snapshot.decide(ALICE, target, NOW)).isEqualTo(allowed("web", TlsMode.VERIFY));
    assertThat(snapshot.decide(ALICE, target, address("192.0.2.1"), NOW))
        .isEqualTo(Decision.Denied.by("not-there"));
    assertThat(snapshot.decide(ALICE, target, address("198.51.100.1"), NOW))
        .isEqualTo(allowed("web", TlsMode.VERIFY));
  }

  static Stream<Embedding> embeddings() {
    return Embedding.all();
  }

  @ParameterizedTest
  @MethodSource("embeddings")
  void shouldDenyByBlockWhatCarriesAnAddressOfIt(Embedding form) {
    long seed = 3056;
    Random random = new Random(seed);
    CarriedIpv4 site = CarriedIpv4.withNat64(Embedding.SITE_PREFIXES);
    Authority target = Authority.parse("example.com:443");
    for (int i = 0; i < 200; i++) {
      InetAddress ipv4 = Addresses.randomIpv4(random);
      Policy allow = allow("web", USER, host("example.com"));
      Policy deny = deny("not-there", ANYONE, cidr(ipv4.getHostAddress() + "/32"));

      assertThat(
              new PolicySnapshot(1, List.of(allow, deny), site)
                  .decide(ALICE, target, form.of(ipv4), NOW))
          .as("seed %d: %s of %s", seed, form, ipv4)
          .isEqualTo(Decision.Denied.by("not-there"));
    }
  }

  @Test
  void shouldAllowByBlockOnlyTheAddressThatIsDialled() {
    Policy ipv4 = allow("ipv4", ANYONE, cidr("192.0.2.0/24"));
    Policy ipv6 = allow("ipv6", ANYONE, cidr("64:ff9b::/96"));
    Authority target = Authority.parse("example.com:443");
    InetAddress translated = address("64:ff9b::192.0.2.1");

    assertThat(new PolicySnapshot(1, List.of(ipv4)).decide(ALICE, target, translated, NOW))
        .isEqualTo(Decision.Denied.BY_DEFAULT);
    assertThat(new PolicySnapshot(1, List.of(ipv4, ipv6)).decide(ALICE, target, translated, NOW))
        .isEqualTo(allowed("ipv6", TlsMode.VERIFY));
  }

  @Test
  void shouldPreferAServiceAccountToAGroupAndAUserToBoth() {
    Caller builder =
        new Caller("builder", "s", "i", Set.of("staff"), Instant.MAX, Optional.of("ci:builder"));
    Policy byGroup = allow("a-group", new Subject.Group("staff"), host("example.com"));
    Policy byAccount = allow("b-account", new Subject.ServiceAccount("ci:builder"), host("*.com"));
    Policy byUser = allow("c-user", new Subject.User("builder"), host("*.com"));

    assertThat(decide(builder, "example.com:443", byGroup, byAccount))
        .isEqualTo(allowed("b-account", TlsMode.VERIFY));
    assertThat(decide(builder, "example.com:443", byGroup, byAccount, byUser))
        .isEqualTo(allowed("c-user", TlsMode.VERIFY));
    assertThat(decide(caller("ci:builder", "ci:builder"), "example.com:443", byAccount))
        .as("a user or a group of that name is no service account")
        .isEqualTo(Decision.Denied.BY_DEFAULT);
  }

  @Test
  void shouldOnlyReportADenyInReportMode() {
    Policy allow = allow("web", GROUP, host("example.com"));
    Policy trial = reporting(deny("trial", ANYONE, host("*.com")));

    assertThat(decide(ALICE, "example.com:443", allow, trial))
        .isEqualTo(
            new Decision.Allowed(
                "web",
                TlsMode.VERIFY,
                PolicyLimits.NONE,
                Optional.of(new Reported("trial", Effect.DENY))));
    assertThat(decide(BOB, "example.com:443", allow, trial))
        .as("denied anyway")
        .isEqualTo(Decision.Denied.BY_DEFAULT);
  }

  @Test
  void shouldOnlyReportAnAllowInReportMode() {
    Policy trial = reporting(allow("trial", GROUP, host("example.com")));

    assertThat(decide(ALICE, "example.com:443", trial))
        .isEqualTo(
            new Decision.Denied(
                Optional.empty(), Optional.of(new Reported("trial", Effect.ALLOW))));
    assertThat(decide(ALICE, "example.com:443", trial, deny("no", ANYONE, host("*.com"))))
        .as("denied anyway")
        .isEqualTo(Decision.Denied.by("no"));
    assertThat(decide(ALICE, "example.com:443", trial, allow("web", ANYONE, host("*.com"))))
        .as("allowed anyway")
        .isEqualTo(allowed("web", TlsMode.VERIFY));
  }

  @Test
  void shouldNotResolveANameForAPolicyThatIsOnlyReported() {
    Policy trial = reporting(allow("trial", ANYONE, cidr("192.0.2.0/24")));

    assertThat(decide(ALICE, "example.com:443", trial)).isEqualTo(Decision.Denied.BY_DEFAULT);
    assertThat(decide(ALICE, "192.0.2.1:443", trial))
        .isEqualTo(
            new Decision.Denied(
                Optional.empty(), Optional.of(new Reported("trial", Effect.ALLOW))));
  }

  @Test
  void shouldActWithinItsValidityOnly() {
    Policy allow = allow("web", ANYONE, host("example.com"));
    PolicySnapshot snapshot =
        new PolicySnapshot(
            1,
            List.of(
                at(
                    allow,
                    new Timing(
                        Optional.of(NOW), Optional.of(NOW.plusSeconds(60)), Optional.empty()))));
    Authority target = Authority.parse("example.com:443");

    assertThat(snapshot.decide(ALICE, target, NOW.minusNanos(1)))
        .isEqualTo(Decision.Denied.BY_DEFAULT);
    assertThat(snapshot.decide(ALICE, target, NOW)).isInstanceOf(Decision.Allowed.class);
    assertThat(snapshot.decide(ALICE, target, NOW.plusSeconds(60).minusNanos(1)))
        .isInstanceOf(Decision.Allowed.class);
    assertThat(snapshot.decide(ALICE, target, NOW.plusSeconds(60)))
        .isEqualTo(Decision.Denied.BY_DEFAULT);
    assertThat(snapshot.nextBoundaryAfter(NOW.minusSeconds(5))).contains(NOW);
    assertThat(snapshot.nextBoundaryAfter(NOW)).contains(NOW.plusSeconds(60));
    assertThat(snapshot.nextBoundaryAfter(NOW.plusSeconds(60))).isEmpty();
  }

  static LongStream seeds() {
    return LongStream.range(0, 300);
  }

  /**
   * The index against the definition: walk all policies, let denies win, pick the most specific.
   */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void shouldDecideAsTheDefinitionSays(long seed) {
    RandomPolicies random = new RandomPolicies(seed);
    List<Policy> policies = random.policies();
    PolicySnapshot snapshot = new PolicySnapshot(1, policies);

    for (int i = 0; i < 50; i++) {
      Caller caller = random.caller();
      Authority target = random.target();
      InetAddress address = random.address(target);
      Instant time = random.time();

      assertThat(snapshot.decide(caller, target, address, time))
          .as(
              "seed %d: %s to %s at %s, %s, under %s",
              seed, caller, target, address, time, policies)
          .isEqualTo(NaiveDecider.decide(policies, caller, target, address, time));
      assertEarlyDecisionAgrees(snapshot, caller, target, address, time);
    }
  }

  /**
   * The decision of an explanation is the proxy's, and what is told of the policies leads to it.
   */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void shouldExplainWhatItDecides(long seed) {
    RandomPolicies random = new RandomPolicies(seed);
    List<Policy> policies = random.policies();
    PolicySnapshot snapshot = new PolicySnapshot(1, policies);

    for (int i = 0; i < 30; i++) {
      Caller caller = random.caller();
      Authority target = random.target();
      InetAddress address = random.address(target);
      Instant time = random.time();
      Explanation explanation = snapshot.explain(caller, target, Optional.of(address), time);

      String question =
          "seed %d: %s to %s at %s, %s, under %s"
              .formatted(seed, caller, target, address, time, policies);
      assertThat(explanation.decision())
          .as(question)
          .isEqualTo(snapshot.decide(caller, target, address, time));
      assertThat(snapshot.explain(caller, target, Optional.empty(), time).decision())
          .as(question)
          .isEqualTo(snapshot.decide(caller, target, time));
      assertThat(explanation.considered())
          .extracting(Explanation.Considered::policy)
          .as(question)
          .containsExactlyInAnyOrderElementsOf(policies);
      List<Policy> applying =
          explanation.considered().stream()
              .filter(considered -> considered.failed().isEmpty())
              .map(Explanation.Considered::policy)
              .toList();
      assertThat(NaiveDecider.decide(applying, caller, target, address, time))
          .as("those that apply are enough, %s", question)
          .isEqualTo(explanation.decision());
      assertThat(applying)
          .as("and each of them does, %s", question)
          .allSatisfy(
              policy ->
                  assertThat(
                          NaiveDecider.decide(
                              List.of(enforced(policy)), caller, target, address, time))
                      .isNotEqualTo(Decision.Denied.BY_DEFAULT));
    }
  }

  @Test
  void shouldTellTheFirstConditionThatFails() {
    Policy web = allow("web", GROUP, host("example.com"));
    Timing over = new Timing(Optional.empty(), Optional.of(NOW), Optional.empty());
    Timing weekend =
        new Timing(
            Optional.empty(),
            Optional.empty(),
            Optional.of(
                new Schedule(
                    Set.of(DayOfWeek.SUNDAY),
                    LocalTime.MIDNIGHT,
                    LocalTime.MIDNIGHT,
                    ZoneId.of("UTC"))));

    assertThat(failed(web, ALICE, "example.com:443")).isEmpty();
    assertThat(failed(web, BOB, "example.com:443")).contains(Condition.SUBJECT);
    assertThat(failed(web, ALICE, "example.net:443")).contains(Condition.DESTINATION);
    assertThat(failed(web, ALICE, "example.com:22")).contains(Condition.PORT);
    assertThat(failed(at(web, over), ALICE, "example.com:443")).contains(Condition.VALIDITY);
    assertThat(failed(at(web, weekend), ALICE, "example.com:443")).contains(Condition.SCHEDULE);
    assertThat(failed(at(web, over), BOB, "example.com:443")).contains(Condition.SUBJECT);
  }

  private static Optional<Condition> failed(Policy policy, Caller caller, String authority) {
    return new PolicySnapshot(1, List.of(policy))
        .explain(caller, Authority.parse(authority), Optional.empty(), NOW)
        .considered()
        .get(0)
        .failed();
  }

  private static void assertEarlyDecisionAgrees(
      PolicySnapshot snapshot, Caller caller, Authority target, InetAddress address, Instant time) {
    if (snapshot.decide(caller, target, time) instanceof Decision.Denied) {
      assertThat(snapshot.decide(caller, target, address, time))
          .as("an early denial is final: %s to %s", caller, target)
          .isInstanceOf(Decision.Denied.class);
    }
  }

  /** Between two boundaries nothing changes by itself: nobody needs to look again before. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void shouldDecideTheSameUntilTheNextBoundary(long seed) {
    RandomPolicies random = new RandomPolicies(seed);
    List<Policy> policies = random.policies();
    PolicySnapshot snapshot = new PolicySnapshot(1, policies);

    for (int i = 0; i < 20; i++) {
      Instant time = random.time();
      Instant later = snapshot.nextBoundaryAfter(time).orElse(RandomPolicies.END);
      assertThat(later).isAfter(time);
      for (Instant between : List.of(random.between(time, later), later.minusNanos(1))) {
        for (Policy policy : policies.stream().filter(Policy::enabled).toList()) {
          assertThat(NaiveDecider.isActive(policy.timing(), between))
              .as("seed %d: %s at %s as at %s", seed, policy, between, time)
              .isEqualTo(NaiveDecider.isActive(policy.timing(), time));
        }
      }
    }
  }

  private static Policy enforced(Policy policy) {
    return in(Mode.ENFORCE, policy);
  }

  private static Policy reporting(Policy policy) {
    return in(Mode.REPORT, policy);
  }

  private static Policy in(Mode mode, Policy policy) {
    return new Policy(
        policy.name(),
        policy.enabled(),
        policy.effect(),
        policy.subjects(),
        policy.destinations(),
        policy.tls(),
        mode,
        policy.timing(),
        policy.limits());
  }

  private static Policy at(Policy policy, Timing timing) {
    return new Policy(
        policy.name(),
        policy.enabled(),
        policy.effect(),
        policy.subjects(),
        policy.destinations(),
        policy.tls(),
        policy.mode(),
        timing,
        policy.limits());
  }

  private static Policy policy(
      String name,
      boolean enabled,
      Effect effect,
      List<Subject> subjects,
      List<Destination> destinations,
      Optional<TlsMode> tls) {
    return new Policy(
        name,
        enabled,
        effect,
        subjects,
        destinations,
        tls,
        Mode.ENFORCE,
        Timing.ALWAYS,
        PolicyLimits.NONE);
  }

  private static Decision.Allowed allowed(String policy, TlsMode tls) {
    return new Decision.Allowed(policy, tls, PolicyLimits.NONE, Optional.empty());
  }

  private static Decision decide(Caller caller, String authority, Policy... policies) {
    return new PolicySnapshot(1, List.of(policies)).decide(caller, Authority.parse(authority), NOW);
  }

  private static Policy allow(String name, Subject subject, Destination destination) {
    return policy(
        name, true, Effect.ALLOW, List.of(subject), List.of(destination), Optional.empty());
  }

  private static Policy deny(String name, Subject subject, Destination destination) {
    return policy(
        name, true, Effect.DENY, List.of(subject), List.of(destination), Optional.empty());
  }

  private static Destination host(String pattern) {
    return new Destination(Target.host(pattern), List.of(PortRange.parse("443")));
  }

  private static Destination cidr(String block) {
    return new Destination(Target.cidr(block), List.of(PortRange.parse("443")));
  }

  private static Caller caller(String user, String... groups) {
    return new Caller(user, user, "issuer", Set.of(groups), Instant.MAX, Optional.empty());
  }

  private static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }
}
