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
import java.time.Instant;
import java.util.ArrayList;
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
  private static final Subject USER = new Subject.User("alice");
  private static final Subject GROUP = new Subject.Group("developers");
  private static final Subject ANYONE = new Subject.Anyone();

  @Test
  void shouldDenyWhatNobodyAllows() {
    assertThat(decide(ALICE, "example.com:443")).isEqualTo(new Decision.Denied(Optional.empty()));
  }

  @Test
  void shouldAllowWhatOnePolicyAllows() {
    Policy policy = allow("web", GROUP, host("example.com"));

    assertThat(decide(ALICE, "example.com:443", policy))
        .isEqualTo(new Decision.Allowed("web", TlsMode.VERIFY));
    assertThat(decide(BOB, "example.com:443", policy))
        .isEqualTo(new Decision.Denied(Optional.empty()));
  }

  @Test
  void shouldLetAnyDenyWinOverEveryAllow() {
    Policy allow = allow("web", USER, host("example.com"));
    Policy deny = deny("no", ANYONE, host("*.com"));

    assertThat(decide(ALICE, "example.com:443", allow, deny))
        .isEqualTo(new Decision.Denied(Optional.of("no")));
    assertThat(decide(ALICE, "example.com:443", deny, allow))
        .isEqualTo(new Decision.Denied(Optional.of("no")));
  }

  @Test
  void shouldIgnoreDisabledPolicies() {
    Policy off =
        new Policy(
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
        new Policy(
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
              .decide(ALICE, Authority.parse("a.example.com:443"), address("192.0.2.1"));

      assertThat(decision)
          .isEqualTo(new Decision.Allowed(policies.get(size - 1).name(), TlsMode.VERIFY));
    }
  }

  @Test
  void shouldDemandOfTheFirstBytesWhatTheDecidingAllowSays() {
    Policy broad = tls("broad", ANYONE, TlsMode.VERIFY);
    Policy narrow = tls("narrow", USER, TlsMode.OFF);

    assertThat(decide(ALICE, "example.com:443", broad, narrow))
        .isEqualTo(new Decision.Allowed("narrow", TlsMode.OFF));
    assertThat(decide(BOB, "example.com:443", broad, narrow))
        .isEqualTo(new Decision.Allowed("broad", TlsMode.VERIFY));
    assertThat(decide(ALICE, "example.com:22", broad))
        .isEqualTo(new Decision.Allowed("broad", TlsMode.VERIFY));
  }

  @Test
  void shouldDemandWhatThePortSuggestsIfTheDecidingAllowSaysNothing() {
    Policy silent =
        new Policy("p", true, Effect.ALLOW, List.of(ANYONE), List.of(anyPort()), Optional.empty());

    assertThat(decide(ALICE, "example.com:465", silent))
        .isEqualTo(new Decision.Allowed("p", TlsMode.VERIFY));
    assertThat(decide(ALICE, "example.com:22", silent))
        .isEqualTo(new Decision.Allowed("p", TlsMode.OFF));
  }

  private static Policy tls(String name, Subject subject, TlsMode mode) {
    return new Policy(
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

    assertThat(snapshot.decide(ALICE, target)).isEqualTo(new Decision.DependsOnAddress());
    assertThat(snapshot.decide(BOB, target)).isEqualTo(new Decision.Denied(Optional.empty()));
    assertThat(snapshot.decide(ALICE, Authority.parse("example.com:22")))
        .isEqualTo(new Decision.Denied(Optional.empty()));
    assertThat(snapshot.decide(ALICE, target, address("192.0.2.9")))
        .isEqualTo(new Decision.Allowed("net", TlsMode.VERIFY));
    assertThat(snapshot.decide(ALICE, target, address("192.0.3.9")))
        .isEqualTo(new Decision.Denied(Optional.empty()));
  }

  @Test
  void shouldLetADenyByAddressBeatAnAllowByName() {
    Policy allow = allow("web", USER, host("example.com"));
    Policy deny = deny("not-there", ANYONE, cidr("192.0.2.0/24"));
    PolicySnapshot snapshot = new PolicySnapshot(1, List.of(allow, deny));
    Authority target = Authority.parse("example.com:443");

    assertThat(snapshot.decide(ALICE, target))
        .isEqualTo(new Decision.Allowed("web", TlsMode.VERIFY));
    assertThat(snapshot.decide(ALICE, target, address("192.0.2.1")))
        .isEqualTo(new Decision.Denied(Optional.of("not-there")));
    assertThat(snapshot.decide(ALICE, target, address("198.51.100.1")))
        .isEqualTo(new Decision.Allowed("web", TlsMode.VERIFY));
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
                  .decide(ALICE, target, form.of(ipv4)))
          .as("seed %d: %s of %s", seed, form, ipv4)
          .isEqualTo(new Decision.Denied(Optional.of("not-there")));
    }
  }

  @Test
  void shouldAllowByBlockOnlyTheAddressThatIsDialled() {
    Policy ipv4 = allow("ipv4", ANYONE, cidr("192.0.2.0/24"));
    Policy ipv6 = allow("ipv6", ANYONE, cidr("64:ff9b::/96"));
    Authority target = Authority.parse("example.com:443");
    InetAddress translated = address("64:ff9b::192.0.2.1");

    assertThat(new PolicySnapshot(1, List.of(ipv4)).decide(ALICE, target, translated))
        .isEqualTo(new Decision.Denied(Optional.empty()));
    assertThat(new PolicySnapshot(1, List.of(ipv4, ipv6)).decide(ALICE, target, translated))
        .isEqualTo(new Decision.Allowed("ipv6", TlsMode.VERIFY));
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
    Random random = new Random(seed);
    List<Policy> policies = new ArrayList<>();
    for (int i = random.nextInt(30); i > 0; i--) {
      policies.add(randomPolicy(random, "p" + random.nextInt(1000) + "-" + i));
    }
    PolicySnapshot snapshot = new PolicySnapshot(1, policies);

    for (int i = 0; i < 50; i++) {
      Caller caller = random.nextBoolean() ? ALICE : BOB;
      Authority target =
          Authority.parse(pick(random, HOSTS) + ":" + pick(random, List.of("22", "443", "8443")));
      InetAddress address = address(pick(random, ADDRESSES));

      assertThat(snapshot.decide(caller, target, address))
          .as("seed %d: %s to %s at %s under %s", seed, caller, target, address, policies)
          .isEqualTo(NaiveDecider.decide(policies, caller, target, address));
      assertEarlyDecisionAgrees(snapshot, caller, target, address);
    }
  }

  private static void assertEarlyDecisionAgrees(
      PolicySnapshot snapshot, Caller caller, Authority target, InetAddress address) {
    Decision early = snapshot.decide(caller, target);
    if (early instanceof Decision.Denied) {
      assertThat(snapshot.decide(caller, target, address))
          .as("an early denial is final: %s to %s", caller, target)
          .isInstanceOf(Decision.Denied.class);
    }
  }

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
          "192.0.2.0/24", "192.0.2.128/25", "2001:db8::/32", "64:ff9b::/96", "0.0.0.0/0", "::/0");

  private static Policy randomPolicy(Random random, String name) {
    List<Subject> subjects =
        random
            .ints(1 + random.nextInt(2), 0, 4)
            .mapToObj(i -> List.of(USER, GROUP, ANYONE, new Subject.Group("staff")).get(i))
            .toList();
    List<Destination> destinations = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      Target target =
          random.nextInt(4) == 0
              ? Target.cidr(pick(random, BLOCKS))
              : Target.host(pick(random, PATTERNS));
      destinations.add(
          new Destination(
              target, List.of(PortRange.parse(pick(random, List.of("443", "1-1024", "8443"))))));
    }
    return new Policy(
        name,
        random.nextInt(5) > 0,
        random.nextInt(4) == 0 ? Effect.DENY : Effect.ALLOW,
        subjects,
        destinations,
        random.nextBoolean()
            ? Optional.empty()
            : Optional.of(TlsMode.values()[random.nextInt(TlsMode.values().length)]));
  }

  private static <T> T pick(Random random, List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  private static Decision decide(Caller caller, String authority, Policy... policies) {
    return new PolicySnapshot(1, List.of(policies)).decide(caller, Authority.parse(authority));
  }

  private static Policy allow(String name, Subject subject, Destination destination) {
    return new Policy(
        name, true, Effect.ALLOW, List.of(subject), List.of(destination), Optional.empty());
  }

  private static Policy deny(String name, Subject subject, Destination destination) {
    return new Policy(
        name, true, Effect.DENY, List.of(subject), List.of(destination), Optional.empty());
  }

  private static Destination host(String pattern) {
    return new Destination(Target.host(pattern), List.of(PortRange.parse("443")));
  }

  private static Destination cidr(String block) {
    return new Destination(Target.cidr(block), List.of(PortRange.parse("443")));
  }

  private static Caller caller(String user, String... groups) {
    return new Caller(user, user, "issuer", Set.of(groups), Instant.MAX);
  }

  private static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }
}
