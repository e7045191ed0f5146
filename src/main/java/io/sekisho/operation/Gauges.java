package io.sekisho.operation;

import io.quarkus.runtime.Startup;
import io.sekisho.audit.AuditJournal;
import io.sekisho.policy.CurrentPolicies;
import io.sekisho.policy.PolicySnapshot;
import io.sekisho.store.WatchKeeper;
import io.sekisho.telemetry.Meters;
import io.sekisho.tunnel.Traffic;
import io.sekisho.tunnel.TunnelRegistry;
import io.sekisho.watch.LogWatcher;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Shows what the parts know of themselves. */
@Startup
@Singleton
public class Gauges {

  Gauges(
      Meters meters,
      TunnelRegistry tunnels,
      Traffic traffic,
      AuditJournal journal,
      CurrentPolicies policies,
      LogWatcher watcher,
      WatchKeeper watchKeeper) {
    meters.gauge("sekisho.tunnels.active", "Open tunnels", tunnels::size);
    meters.bytes("up", traffic::up);
    meters.bytes("down", traffic::down);
    meters.splicedBytes(traffic::spliced);
    meters.gauge("sekisho.audit.queue.depth", "Audit records waiting", journal::depth);
    meters.gauge(
        "sekisho.audit.available",
        "1 while audit records can be written, else 0",
        () -> journal.available() ? 1 : 0);
    meters.gauge(
        "sekisho.audit.spooling",
        "1 while audit records go to the spool, else 0",
        () -> journal.isSpooling() ? 1 : 0);
    meters.gauge(
        "sekisho.audit.spool.records", "Audit records in the spool", journal::spoolRecords);
    meters.gauge("sekisho.audit.spool.bytes", "What the spool takes", journal::spoolBytes);
    meters.gauge(
        "sekisho.policy.version",
        "Version of the policies decided on",
        () -> policies.newest().map(PolicySnapshot::version).orElse(-1L));
    meters.gauge(
        "sekisho.policy.age.seconds",
        "Seconds since the database confirmed the policies",
        () -> policies.age().map(Duration::toMillis).orElse(0L) / 1000.0);
    if (watcher.isEnabled()) {
      meters.gauge(
          "sekisho.watch.learned",
          "1 once it is known where people went before, else 0",
          () -> watchKeeper.isLearned() ? 1 : 0);
    }
  }
}
