package io.sekisho.egress;

import io.sekisho.connect.ConnectRequest;
import io.sekisho.wire.Carrier;
import io.vertx.core.Future;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** Connects to the target itself, at one of the addresses that were judged. */
public final class DirectReach implements Reach {

  private final Dialer dialer;

  /** A way out on the dialer's event loop. */
  public DirectReach(Dialer dialer) {
    this.dialer = dialer;
  }

  @Override
  public boolean resolvesNames() {
    return false;
  }

  @Override
  public Future<Reached> reach(ConnectRequest request, Route route, Future<Void> abandoned) {
    List<Route.Hop> hops = ((Route.Open) route).hops();
    return dialer
        .dial(
            hops.stream().map(Route.Hop::address).toList(),
            request.authority().port(),
            Carrier.TCP,
            abandoned)
        .map(outcome -> reached(outcome, hops));
  }

  private static Reached reached(DialOutcome outcome, List<Route.Hop> hops) {
    if (outcome instanceof DialOutcome.Connected connected) {
      return new Reached.Open(
          connected.connection(), hop(hops, connected.address()), connected.dialled());
    }
    DialOutcome.Failed failed = (DialOutcome.Failed) outcome;
    return new Reached.Failed(
        ConnectFailures.refusal(failed.why(), "the target"), failed.dialled());
  }

  private static Optional<Route.Hop> hop(List<Route.Hop> hops, InetAddress address) {
    return hops.stream().filter(hop -> hop.address().equals(address)).findFirst();
  }
}
