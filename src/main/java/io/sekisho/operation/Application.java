package io.sekisho.operation;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.sekisho.audit.AuditJournal;
import io.sekisho.audit.InterimRecords;
import io.sekisho.config.SekishoConfig;
import io.sekisho.limit.Limits;
import io.sekisho.listener.Draining;
import io.sekisho.listener.ProxyServer;
import io.sekisho.store.AuditCheckpoints;
import io.sekisho.store.AuditPartitions;
import io.sekisho.store.AuditSums;
import io.sekisho.store.DatabaseFeed;
import io.sekisho.store.LostReplicas;
import io.sekisho.tunnel.CloseReason;
import io.sekisho.tunnel.TunnelRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/** Starts the parts in the order in which they need each other, and stops them in reverse. */
@ApplicationScoped
public class Application {

  private static final Logger LOG = Logger.getLogger(Application.class);

  private static final Duration FLUSHING = Duration.ofSeconds(10);
  private static final Duration LOOK = Duration.ofMillis(50);

  private final AuditJournal journal;
  private final AuditCheckpoints checkpoints;
  private final InterimRecords interims;
  private final AuditPartitions partitions;
  private final AuditSums sums;
  private final DatabaseFeed feed;
  private final LogFollowers followers;
  private final LostReplicas lostReplicas;
  private final Limits limits;
  private final ProxyServer proxy;
  private final Draining draining;
  private final TunnelRegistry tunnels;
  private final StartupSummary summary;
  private final Duration drainTimeout;

  /** Longer than a record may take to commit. */
  private final Duration closing;

  private volatile boolean started;

  Application(
      AuditJournal journal,
      AuditCheckpoints checkpoints,
      InterimRecords interims,
      AuditPartitions partitions,
      AuditSums sums,
      DatabaseFeed feed,
      LogFollowers followers,
      LostReplicas lostReplicas,
      Limits limits,
      ProxyServer proxy,
      Draining draining,
      TunnelRegistry tunnels,
      StartupSummary summary,
      SekishoConfig config) {
    this.journal = journal;
    this.checkpoints = checkpoints;
    this.interims = interims;
    this.partitions = partitions;
    this.sums = sums;
    this.feed = feed;
    this.followers = followers;
    this.lostReplicas = lostReplicas;
    this.limits = limits;
    this.proxy = proxy;
    this.draining = draining;
    this.tunnels = tunnels;
    this.summary = summary;
    this.drainTimeout = config.drain().timeout();
    this.closing = config.audit().commitTimeout().plusSeconds(1);
  }

  /** Whether everything has started. */
  public boolean hasStarted() {
    return started;
  }

  void start(@Observes StartupEvent event) {
    if (LaunchMode.current() == LaunchMode.NORMAL) {
      StopSignals.handle(this::drainAndExit);
    }
    // What is wrong about its keys is said before anything is open.
    followers.prepare();
    feed.start();
    partitions.start();
    sums.start();
    journal.start();
    checkpoints.start();
    interims.start();
    lostReplicas.start();
    limits.start();
    proxy.start();
    followers.start();
    started = true;
    summary.log();
  }

  /**
   * Before Quarkus stops anything: requests are still answered (503), and health is still told,
   * until the tunnels are done. A second signal ends the patience.
   */
  private void drainAndExit() {
    if (draining.begin()) {
      LOG.infof("draining: %d tunnels open, waiting up to %s", tunnels.size(), drainTimeout);
      await(() -> tunnels.size() == 0 && draining.passages() == 0, drainTimeout);
    }
    Quarkus.asyncExit(0);
  }

  /** Each step leaves nothing behind that the next one would miss: passages, tunnels, records. */
  void stop(@Observes ShutdownEvent event) {
    if (!started) {
      return;
    }
    draining.begin();
    await(() -> draining.passages() == 0, closing);
    int left = tunnels.size();
    tunnels.all().forEach(tunnel -> tunnel.cut(CloseReason.DRAIN));
    await(() -> tunnels.size() == 0, closing);
    proxy.stop();
    limits.stop(closing);
    interims.stop();
    lostReplicas.stop();
    journal.stop(FLUSHING);
    checkpoints.stop(journal.isComplete());
    followers.stop();
    partitions.stop();
    sums.stop();
    feed.stop();
    LOG.infof("stopped; tunnels closed before their end: %d", left);
  }

  private static void await(BooleanSupplier condition, Duration bound) {
    long deadline = System.nanoTime() + bound.toNanos();
    while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
      try {
        TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
