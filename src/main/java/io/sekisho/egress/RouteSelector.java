package io.sekisho.egress;

import io.sekisho.connect.Refusal;
import io.sekisho.connect.RefusalReason;
import io.sekisho.destination.Authority;
import io.sekisho.identity.Caller;
import io.sekisho.policy.Decision;
import io.sekisho.policy.PolicySnapshot;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Judges every address of a target: a pure function of the guard, the policies and the addresses.
 */
public final class RouteSelector {

  private final AddressGuard guard;
  private final OwnEndpoints own;

  /**
   * @param own where a connection would come back to us
   */
  public RouteSelector(AddressGuard guard, OwnEndpoints own) {
    this.guard = guard;
    this.own = own;
  }

  /**
   * Selects the addresses that may be dialled. One bad address does not spoil the good ones beside
   * it, but is never dialled. If none is good, a policy's denial is told before a prohibition.
   */
  public Route select(
      PolicySnapshot policies,
      Caller caller,
      Authority authority,
      List<InetAddress> addresses,
      Instant time) {
    List<Route.Hop> hops = new ArrayList<>();
    Optional<Route.Barred> barred = Optional.empty();
    for (InetAddress address : addresses) {
      Decision decision = policies.decide(caller, authority, address, time);
      if (decision instanceof Decision.Allowed allowed) {
        Optional<Refusal> obstacle = obstacle(address, authority.port());
        if (obstacle.isEmpty()) {
          hops.add(new Route.Hop(address, allowed));
        } else if (barred.isEmpty()) {
          barred = obstacle.map(Route.Barred::because);
        }
      } else if (barred.isEmpty()
          || barred.get().refusal().reason() != RefusalReason.DENIED_BY_POLICY) {
        barred = Optional.of(Route.Barred.by(decision));
      }
    }
    return hops.isEmpty() ? barred.orElseGet(RouteSelector::noAddress) : new Route.Open(hops);
  }

  /**
   * Judges a name that a parent proxy will resolve: the name must be enough. What only a policy
   * about addresses could allow is denied, as no address will be seen.
   */
  public Route selectByName(
      PolicySnapshot policies, Caller caller, Authority authority, Instant time) {
    Decision decision = policies.decide(caller, authority, time);
    if (decision instanceof Decision.Allowed allowed) {
      return new Route.ByName(allowed);
    }
    return Route.Barred.by(decision);
  }

  private Optional<Refusal> obstacle(InetAddress address, int port) {
    if (own.include(address, port)) {
      return Optional.of(
          Refusal.of(RefusalReason.LOOP, "the target is this proxy or its own interfaces"));
    }
    if (guard.prohibits(address)) {
      // The address is not told: a client must not be able to map the inside through us.
      return Optional.of(
          Refusal.of(
              RefusalReason.ADDRESS_PROHIBITED,
              "the target is in special-purpose address space that this proxy does not serve"));
    }
    return Optional.empty();
  }

  private static Route.Barred noAddress() {
    return Route.Barred.because(Refusal.dnsError("NOERROR", "the name has no address"));
  }
}
