package io.sekisho.store;

import io.sekisho.audit.AuditJournal;
import io.sekisho.config.NodeName;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Closes in the log the tunnels of replicas that are gone for good: of those whose name nobody has
 * held for a while, and of this node's own predecessor at once, as it has its name now. Every
 * replica looks after them; the database lets one at a time.
 */
@ApplicationScoped
public class LostReplicas {

  private static final Logger LOG = Logger.getLogger(LostReplicas.class);

  private static final Duration ROUND = Duration.ofSeconds(5);

  /** One that has lost its session only is back within seconds. */
  private static final Duration GRACE = Duration.ofSeconds(30);

  private static final Instant EVER = Instant.parse("9999-12-31T23:59:59Z");

  private final Replicas replicas;
  private final AbandonedTunnels abandoned;
  private final AuditJournal journal;
  private final String self;
  private final Absences absences = new Absences(GRACE);
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(LostReplicas::watchThread);
  private boolean succeeded;

  LostReplicas(Replicas replicas, AbandonedTunnels abandoned, AuditJournal journal, NodeName node) {
    this.replicas = replicas;
    this.abandoned = abandoned;
    this.journal = journal;
    this.self = node.value();
  }

  /** Looks from now on. */
  public void start() {
    watch.scheduleWithFixedDelay(this::look, 0, ROUND.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Looks no more; what is being recorded is left to others. */
  public void stop() {
    watch.shutdownNow();
  }

  private void look() {
    try {
      // What its predecessor had in the spool may be the end of a tunnel, too.
      if (!succeeded && journal.hasReplayed()) {
        succeed();
      }
      absences.lasting(replicas.absent(), System.nanoTime()).forEach(this::bury);
    } catch (RuntimeException | Error e) {
      // Who cannot see the database cannot see who is missing there.
      absences.lookedAway();
      LOG.debugf("replicas cannot be looked after, trying again in %s: %s", ROUND, e.getMessage());
    }
  }

  /** While another session has this node's name it is not known whose the tunnels are. */
  private void succeed() {
    Optional<Instant> startedAt =
        replicas.present().stream()
            .filter(replica -> replica.node().equals(self))
            .map(Replicas.Replica::startedAt)
            .findFirst();
    if (startedAt.isPresent()) {
      succeeded = close(self, startedAt.get());
    }
  }

  private void bury(String node) {
    if (close(node, EVER)) {
      replicas.forget(node);
    }
  }

  private boolean close(String node, Instant before) {
    AbandonedTunnels.Outcome outcome = abandoned.close(node, before);
    if (outcome.closed() > 0) {
      LOG.warnf("replica %s was lost, tunnels recorded as node_lost: %d", node, outcome.closed());
    }
    return outcome.complete();
  }

  private static Thread watchThread(Runnable work) {
    Thread thread = new Thread(work, "sekisho-lost-replicas");
    thread.setDaemon(true);
    return thread;
  }
}
