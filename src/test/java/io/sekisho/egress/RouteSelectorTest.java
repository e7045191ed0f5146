package io.sekisho.egress;

import static org.assertj.core.api.Assertions.assertThat;

import io.sekisho.connect.RefusalReason;
import io.sekisho.destination.AddressBlock;
import io.sekisho.destination.Authority;
import io.sekisho.destination.CarriedIpv4;
import io.sekisho.destination.PortRange;
import io.sekisho.identity.Caller;
import io.sekisho.policy.Decision;
import io.sekisho.policy.Destination;
import io.sekisho.policy.Effect;
import io.sekisho.policy.Mode;
import io.sekisho.policy.Policy;
import io.sekisho.policy.PolicyLimits;
import io.sekisho.policy.PolicySnapshot;
import io.sekisho.policy.Subject;
import io.sekisho.policy.Target;
import io.sekisho.policy.Timing;
import io.sekisho.tls.TlsMode;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RouteSelectorTest {

  private static final Caller ALICE =
      new Caller("alice", "a", "i", Set.of(), Instant.MAX, Optional.empty());
  private static final Instant NOW = Instant.EPOCH;
  private static final Authority TARGET = Authority.parse("example.com:443");
  private static final String PUBLIC = "93.184.216.34";
  private static final String OTHER_PUBLIC = "93.184.216.35";

  private final RouteSelector selector =
      new RouteSelector(
          new AddressGuard(List.of(AddressBlock.parse("127.0.0.0/8")), CarriedIpv4.WELL_KNOWN),
          new OwnEndpoints(
              () -> Set.of(address("198.20.0.5")),
              List.of(),
              port -> port == 3128,
              CarriedIpv4.WELL_KNOWN));

  @Test
  void shouldOfferEveryGoodAddressInOrder() {
    assertThat(hops(select(TARGET, OTHER_PUBLIC, PUBLIC))).containsExactly(OTHER_PUBLIC, PUBLIC);
  }

  @Test
  void shouldNeverOfferABadAddressBesideAGoodOne() {
    assertThat(hops(select(TARGET, "10.0.0.1", PUBLIC, "169.254.169.254"))).containsExactly(PUBLIC);
  }

  @Test
  void shouldProhibitANameThatLeadsInsideOnly() {
    Route.Barred barred = (Route.Barred) select(TARGET, "10.0.0.1", "::1");

    assertThat(barred.refusal().reason()).isEqualTo(RefusalReason.ADDRESS_PROHIBITED);
    assertThat(barred.refusal().detail()).doesNotContain("10.0.0.1");
  }

  @Test
  void shouldTellADenialBeforeAProhibition() {
    Policy deny = policy("no", Effect.DENY, Target.cidr(PUBLIC + "/32"));

    Route.Barred barred = (Route.Barred) select(TARGET, List.of(deny), "10.0.0.1", PUBLIC);

    assertThat(barred.refusal().reason()).isEqualTo(RefusalReason.DENIED_BY_POLICY);
    assertThat(barred.policy()).isEqualTo(Optional.of("no"));
  }

  @Test
  void shouldSkipAnAddressThatIsDenied() {
    Policy deny = policy("no", Effect.DENY, Target.cidr(PUBLIC + "/32"));

    assertThat(hops(select(TARGET, List.of(deny), PUBLIC, OTHER_PUBLIC)))
        .containsExactly(OTHER_PUBLIC);
  }

  @Test
  void shouldDetectALoopToAnyOfOurAddresses() {
    Authority own = Authority.parse("proxy.example:3128");

    for (String address : List.of("127.0.0.1", "127.9.9.9", "198.20.0.5")) {
      Route.Barred barred = (Route.Barred) select(own, address);

      assertThat(barred.refusal().reason()).as(address).isEqualTo(RefusalReason.LOOP);
    }
    assertThat(hops(select(Authority.parse("proxy.example:3129"), "198.20.0.5"))).hasSize(1);
  }

  @Test
  void shouldJudgeALiteralThatCarriesAnAddressByThatAddress() {
    assertThat(reason("[64:ff9b::7f00:1]:443", "64:ff9b::7f00:1"))
        .isEqualTo(RefusalReason.ADDRESS_PROHIBITED);
    assertThat(reason("[64:ff9b::7f00:1]:3128", "64:ff9b::7f00:1")).isEqualTo(RefusalReason.LOOP);
    assertThat(hops(select(Authority.parse("[64:ff9b::101:101]:443"), "64:ff9b::101:101")))
        .hasSize(1);
  }

  @Test
  void shouldSkipAnAddressThatCarriesADeniedOne() {
    Policy deny = policy("no", Effect.DENY, Target.cidr(PUBLIC + "/32"));

    assertThat(hops(select(TARGET, List.of(deny), "64:ff9b::" + PUBLIC, OTHER_PUBLIC)))
        .containsExactly(OTHER_PUBLIC);
  }

  private RefusalReason reason(String target, String address) {
    return ((Route.Barred) select(Authority.parse(target), address)).refusal().reason();
  }

  @Test
  void shouldLetANamePassThatAPolicyAllowsByName() {
    assertThat(byName(List.of(policy("web", Effect.ALLOW, Target.host("*.com")))))
        .isEqualTo(
            new Route.ByName(
                new Decision.Allowed("web", TlsMode.VERIFY, PolicyLimits.NONE, Optional.empty())));
  }

  @Test
  void shouldDenyANameThatOnlyItsAddressCouldOpen() {
    Route.Barred barred =
        (Route.Barred) byName(List.of(policy("range", Effect.ALLOW, Target.cidr("0.0.0.0/0"))));

    assertThat(barred.refusal().reason()).isEqualTo(RefusalReason.DENIED_BY_POLICY);
    assertThat(barred.policy()).isEmpty();
  }

  @Test
  void shouldDenyANameThatAPolicyDenies() {
    Route.Barred barred =
        (Route.Barred)
            byName(
                List.of(
                    policy("web", Effect.ALLOW, Target.host("*.com")),
                    policy("no", Effect.DENY, Target.host("example.com"))));

    assertThat(barred.policy()).contains("no");
  }

  private Route byName(List<Policy> policies) {
    return selector.selectByName(new PolicySnapshot(1, policies), ALICE, TARGET, NOW);
  }

  private Route select(Authority target, String... addresses) {
    return select(target, List.of(), addresses);
  }

  private Route select(Authority target, List<Policy> policies, String... addresses) {
    Policy allow = policy("web", Effect.ALLOW, Target.host(target.host().text()));
    PolicySnapshot snapshot =
        new PolicySnapshot(1, Stream.concat(Stream.of(allow), policies.stream()).toList());
    return selector.select(
        snapshot,
        ALICE,
        target,
        Stream.of(addresses).map(RouteSelectorTest::address).toList(),
        NOW);
  }

  private static List<String> hops(Route route) {
    assertThat(route).isInstanceOf(Route.Open.class);
    return ((Route.Open) route).hops().stream().map(hop -> hop.address().getHostAddress()).toList();
  }

  private static Policy policy(String name, Effect effect, Target target) {
    return new Policy(
        name,
        true,
        effect,
        List.of(new Subject.Anyone()),
        List.of(new Destination(target, List.of(PortRange.parse("1-65535")))),
        Optional.empty(),
        Mode.ENFORCE,
        Timing.ALWAYS,
        PolicyLimits.NONE);
  }

  private static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }
}
