package io.sekisho.store;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.sekisho.config.SekishoConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.hibernate.Session;
import org.jboss.logging.Logger;

/**
 * Keeps the sums that summaries are read from: takes what was recorded since into them. Every
 * replica does, the database lets one at a time. Nobody waits for it, as summaries count what is
 * not in the sums yet themselves.
 */
@ApplicationScoped
public class AuditSums {

  private static final Logger LOG = Logger.getLogger(AuditSums.class);
  private static final Duration ROUND = Duration.ofSeconds(2);
  private static final Duration FORGETTING = Duration.ofHours(1);

  /** Of the list of what is not counted; fewer if they name very many records. */
  private static final int ENTRIES = 1_000;

  private final EntityManager entities;
  private final Clock clock;
  private final Duration retention;
  private final ScheduledExecutorService keeper =
      Executors.newSingleThreadScheduledExecutor(AuditSums::keeperThread);

  AuditSums(EntityManager entities, Clock clock, SekishoConfig config) {
    this.entities = entities;
    this.clock = clock;
    this.retention = config.audit().retention();
  }

  /** Keeps them from now on. */
  public void start() {
    keeper.scheduleWithFixedDelay(
        this::countAll, ROUND.toMillis(), ROUND.toMillis(), TimeUnit.MILLISECONDS);
    keeper.scheduleWithFixedDelay(this::forget, 0, FORGETTING.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Keeps them no more. */
  public void stop() {
    keeper.shutdownNow();
  }

  /**
   * Counts some of what is not counted; blocks.
   *
   * @return whether there was as much as is taken at one time, so that there may be more
   */
  boolean count() {
    Optional<Integer> counted =
        QuarkusTransaction.requiringNew()
            .call(
                () ->
                    Optional.ofNullable(
                        entities
                            .unwrap(Session.class)
                            .createNativeQuery(
                                "select audit_count_uncounted(:entries)", Integer.class)
                            .setParameter("entries", ENTRIES)
                            .getSingleResultOrNull()));
    return counted.map(entries -> entries >= ENTRIES).orElse(false);
  }

  private void countAll() {
    try {
      boolean more = true;
      while (more && !Thread.currentThread().isInterrupted()) {
        more = count();
      }
    } catch (RuntimeException e) {
      LOG.debugf("records could not be counted, trying again in %s: %s", ROUND, e.getMessage());
    }
  }

  /** What the log has no records of any more. */
  private void forget() {
    try {
      QuarkusTransaction.requiringNew()
          .run(
              () ->
                  entities
                      .unwrap(Session.class)
                      .createNativeMutationQuery(
                          "delete from audit_sum where starts_at < audit_record_month(:before)")
                      .setParameter("before", clock.instant().minus(retention))
                      .executeUpdate());
    } catch (RuntimeException e) {
      LOG.warnf("old sums are still there, trying again in %s: %s", FORGETTING, e.getMessage());
    }
  }

  private static Thread keeperThread(Runnable work) {
    Thread thread = new Thread(work, "sekisho-audit-sums");
    thread.setDaemon(true);
    return thread;
  }
}
