package io.sekisho.tunnel;

import io.quarkus.runtime.Startup;
import io.sekisho.destination.Authority;
import io.sekisho.identity.Caller;
import io.sekisho.passage.Attempt;
import io.sekisho.policy.CurrentPolicies;
import io.sekisho.policy.Decision;
import io.sekisho.policy.PolicySnapshot;
import jakarta.inject.Singleton;

/** Cuts the tunnels that a change of policy no longer allows. */
@Startup
@Singleton
public class Revocation {

  private final TunnelRegistry tunnels;
  private final CurrentPolicies policies;

  Revocation(TunnelRegistry tunnels, CurrentPolicies policies) {
    this.tunnels = tunnels;
    this.policies = policies;
    policies.onChange(snapshot -> tunnels.all().forEach(tunnel -> check(tunnel, snapshot)));
  }

  /**
   * Checks a tunnel that has just been registered: the policies may have changed between its
   * decision and now, when a change did not find it yet.
   */
  public void checkLateComer(Tunnel tunnel) {
    policies.newest().ifPresent(snapshot -> check(tunnel, snapshot));
  }

  private static void check(Tunnel tunnel, PolicySnapshot snapshot) {
    Attempt attempt = tunnel.attempt();
    if (attempt.policyVersion().orElseThrow() == snapshot.version()) {
      return;
    }
    Caller caller = attempt.caller().orElseThrow();
    Authority authority = attempt.authority().orElseThrow();
    // Without an address, as a parent proxy resolved it, the name must be enough, as it was before.
    Decision decision =
        attempt
            .address()
            .map(address -> snapshot.decide(caller, authority, address))
            .orElseGet(() -> snapshot.decide(caller, authority));
    if (!(decision instanceof Decision.Allowed)) {
      tunnel.cut(CloseReason.POLICY_REVOKED);
    }
  }
}
