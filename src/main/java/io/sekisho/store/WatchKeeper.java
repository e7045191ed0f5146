package io.sekisho.store;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.sekisho.audit.RootCause;
import io.sekisho.config.SekishoConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.hibernate.Session;
import org.jboss.logging.Logger;

/**
 * What the watch keeps beside the log: learns once, day by day, where people went before there was
 * a watch, and drops what is too old. Every replica does; the database lets one at a time.
 */
@ApplicationScoped
public class WatchKeeper {

  private static final Logger LOG = Logger.getLogger(WatchKeeper.class);
  private static final Duration ROUND = Duration.ofSeconds(10);
  private static final Duration FORGETTING = Duration.ofHours(1);
  private static final Duration DAY = Duration.ofMinutes(5);

  private static final String LEARN =
      """
      insert into watch_visit as v (user_name, host, first_seen, last_seen)
      select user_name, host, min(attempted_at), max(attempted_at) from audit_record
      where kind = 'opened' and user_name is not null and host is not null
        and attempted_at >= ? and attempted_at < ?
      group by user_name, host
      on conflict (user_name, host) do update set
        first_seen = least(v.first_seen, excluded.first_seen),
        last_seen = greatest(v.last_seen, excluded.last_seen)
      """;

  private final EntityManager entities;
  private final Clock clock;
  private final boolean watches;
  private final Duration memory;
  private final Duration retention;
  private final ScheduledExecutorService keeper =
      Executors.newSingleThreadScheduledExecutor(WatchKeeper::keeperThread);
  private volatile boolean learned;
  private boolean failed;

  WatchKeeper(EntityManager entities, Clock clock, SekishoConfig config) {
    this.entities = entities;
    this.clock = clock;
    this.watches = config.watch().enabled();
    this.memory = config.watch().memory();
    this.retention = config.audit().retention();
  }

  /** Learns and forgets from now on. */
  public void start() {
    if (watches) {
      // Not at once: by then the log is followed, and nothing lies between the two.
      keeper.scheduleWithFixedDelay(
          this::learnAll, ROUND.toMillis(), ROUND.toMillis(), TimeUnit.MILLISECONDS);
    }
    keeper.scheduleWithFixedDelay(
        this::forget, 1_000, FORGETTING.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** No more. */
  public void stop() {
    keeper.shutdownNow();
  }

  /** Whether all that there was before is known; without that, nothing is new. */
  public boolean isLearned() {
    return learned;
  }

  void learnAll() {
    if (learned) {
      return;
    }
    try {
      learned = learn();
      if (failed) {
        LOG.info("where people went before is being learned again");
        failed = false;
      }
    } catch (RuntimeException e) {
      if (!failed) {
        LOG.warnf(
            "where people went before cannot be learned, and nothing is new to anybody, trying"
                + " again: %s",
            RootCause.of(e));
        failed = true;
      }
    }
  }

  /**
   * Learns of the days that are missing, the newest first, and none after the one on which this
   * began: from there on, whoever follows the log has told of all; blocks.
   *
   * @return whether none is missing any more
   */
  boolean learn() {
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    LocalDate last = lastToLearn(today);
    for (long back = 0; back <= memory.toDays(); back++) {
      LocalDate one = last.minusDays(back);
      boolean ours =
          QuarkusTransaction.requiringNew().timeout((int) DAY.toSeconds()).call(() -> learnOf(one));
      if (!ours) {
        return false;
      }
    }
    return true;
  }

  private LocalDate lastToLearn(LocalDate today) {
    return QuarkusTransaction.requiringNew()
        .call(
            () ->
                entities
                    .unwrap(Session.class)
                    .createNativeQuery("select max(day) from watch_learned", LocalDate.class)
                    .getResultList()
                    .stream()
                    .filter(day -> day != null)
                    .findFirst()
                    .orElse(today));
  }

  /** False if another replica is at it. */
  private boolean learnOf(LocalDate day) {
    Session session = entities.unwrap(Session.class);
    boolean ours =
        session
            .createNativeQuery(
                "select pg_try_advisory_xact_lock(hashtextextended('sekisho.watch_learned', 0))",
                Boolean.class)
            .getSingleResult();
    if (!ours) {
      return false;
    }
    int added =
        session
            .createNativeMutationQuery(
                "insert into watch_learned (day) values (:day) on conflict do nothing")
            .setParameter("day", day)
            .executeUpdate();
    if (added > 0) {
      session.doWork(
          // To group a day takes longer than a connection is silent otherwise.
          connection -> Patience.with(connection, DAY, patient -> learnOf(patient, day)));
    }
    return true;
  }

  private static int learnOf(Connection connection, LocalDate day) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(LEARN)) {
      insert.setObject(1, day.atStartOfDay().atOffset(ZoneOffset.UTC));
      insert.setObject(2, day.plusDays(1).atStartOfDay().atOffset(ZoneOffset.UTC));
      return insert.executeUpdate();
    }
  }

  private void forget() {
    try {
      Instant now = clock.instant();
      QuarkusTransaction.requiringNew()
          .run(
              () -> {
                Session session = entities.unwrap(Session.class);
                session
                    .createNativeMutationQuery("delete from watch_visit where last_seen < :before")
                    .setParameter("before", now.minus(memory))
                    .executeUpdate();
                session
                    .createNativeMutationQuery(
                        "delete from alert where raised_at < audit_record_month(:before)")
                    .setParameter("before", now.minus(retention))
                    .executeUpdate();
              });
    } catch (RuntimeException e) {
      LOG.warnf(
          "old alerts and visits are still there, trying again in %s: %s",
          FORGETTING, e.getMessage());
    }
  }

  private static Thread keeperThread(Runnable work) {
    Thread thread = new Thread(work, "sekisho-watch-keeper");
    thread.setDaemon(true);
    return thread;
  }
}
