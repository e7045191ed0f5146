package io.sekisho.console;

import io.sekisho.api.LiveTunnels;
import io.sekisho.audit.AuditJournal;
import io.sekisho.config.NodeName;
import io.sekisho.identity.oidc.DefaultTenant;
import io.sekisho.policy.CurrentPolicies;
import io.sekisho.policy.PolicySnapshot;
import io.sekisho.store.Replicas;
import io.sekisho.store.Replicas.Replica;
import io.sekisho.store.StoreFailures;
import io.sekisho.tunnel.TunnelRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;

/** Finds out how things are. */
@ApplicationScoped
class SystemStates {

  private final NodeName node;
  private final Replicas replicas;
  private final LiveTunnels open;
  private final TunnelRegistry registry;
  private final DefaultTenant issuer;
  private final AuditJournal journal;
  private final CurrentPolicies policies;

  SystemStates(
      NodeName node,
      Replicas replicas,
      LiveTunnels open,
      TunnelRegistry registry,
      DefaultTenant issuer,
      AuditJournal journal,
      CurrentPolicies policies) {
    this.node = node;
    this.replicas = replicas;
    this.open = open;
    this.registry = registry;
    this.issuer = issuer;
    this.journal = journal;
    this.policies = policies;
  }

  /** Blocks while the database is asked; one that does not answer is a part of the state. */
  SystemState now() {
    try {
      List<Replica> present = replicas.present();
      return state(true, present, open.count());
    } catch (RuntimeException e) {
      if (StoreFailures.isOutage(e)) {
        return state(false, List.of(), registry.size());
      }
      throw e;
    }
  }

  private SystemState state(boolean database, List<Replica> present, long tunnels) {
    return new SystemState(
        node.value(),
        database,
        present,
        tunnels,
        issuer.isAvailable(),
        journal.available(),
        journal.isSpooling(),
        journal.spoolRecords(),
        policies.usable().map(PolicySnapshot::version),
        policies.age().orElse(Duration.ZERO));
  }
}
