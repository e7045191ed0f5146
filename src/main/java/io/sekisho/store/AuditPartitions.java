package io.sekisho.store;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.sekisho.config.SekishoConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.hibernate.Session;
import org.jboss.logging.Logger;

/**
 * The months of the audit log: those to come are made ahead, those older than the retention are
 * dropped. Every replica looks after them; the database lets one at a time.
 */
@ApplicationScoped
public class AuditPartitions {

  private static final Logger LOG = Logger.getLogger(AuditPartitions.class);

  /** So long nobody need look after them. */
  private static final Duration AHEAD = Duration.ofDays(62);

  /** For clocks that do not agree. */
  private static final Duration BEHIND = Duration.ofDays(1);

  private static final Duration REMARKABLE = Duration.ofMinutes(1);

  private static final Duration ROUND = Duration.ofHours(1);
  private static final Duration DROPPING = Duration.ofMinutes(10);

  private final EntityManager entities;
  private final DroppedMonths dropped;
  private final Clock clock;
  private final Duration retention;
  private final ScheduledExecutorService keeper =
      Executors.newSingleThreadScheduledExecutor(AuditPartitions::keeperThread);

  AuditPartitions(
      EntityManager entities, DroppedMonths dropped, Clock clock, SekishoConfig config) {
    this.entities = entities;
    this.dropped = dropped;
    this.clock = clock;
    this.retention = config.audit().retention();
    Duration least = config.tunnel().maxDuration().plus(BEHIND);
    if (retention.compareTo(least) < 0) {
      throw new IllegalArgumentException(
          "sekisho.audit.retention must be at least a day more than sekisho.tunnel.max-duration: "
              + least);
    }
  }

  /** Makes what is needed now, and looks after the rest from then on. */
  public void start() {
    addAround(clock.instant());
    keeper.scheduleWithFixedDelay(this::keep, 0, ROUND.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Looks after them no more. */
  public void stop() {
    keeper.shutdownNow();
  }

  /** Makes those that are missing for the time around an instant; blocks. */
  int addAround(Instant now) {
    return add(now.minus(BEHIND), now.plus(AHEAD));
  }

  /**
   * Makes those that are missing for attempts that are recorded late, if they are so old; blocks.
   */
  void addFor(Instant oldest, Instant newest) {
    if (oldest.isBefore(clock.instant().minus(BEHIND))) {
      add(oldest, newest);
    }
  }

  private int add(Instant since, Instant until) {
    return QuarkusTransaction.requiringNew()
        .call(
            () ->
                session()
                    .createNativeQuery(
                        "select audit_record_add_partitions(:since, :until)"
                            + " + 0 * audit_access_add_partitions(:since, :until)",
                        Integer.class)
                    .setParameter("since", since)
                    .setParameter("until", until)
                    .getSingleResult());
  }

  /**
   * Drops those that ended before the instant, one after the other, except what is held of them,
   * and none that is younger than the retention by the database's clock; blocks. Answers their
   * names, and how much of which was kept.
   */
  List<String> dropBefore(Instant wished) {
    Instant instant = earlier(wished, databaseTime().minus(retention));
    List<String> gone = new ArrayList<>();
    List<YearMonth> months =
        QuarkusTransaction.requiringNew()
            .call(
                () -> session().doReturningWork(connection -> dropped.before(connection, instant)));
    for (YearMonth month : months) {
      QuarkusTransaction.requiringNew()
          .timeout((int) DROPPING.toSeconds())
          .call(() -> Optional.ofNullable(drop(month)))
          .ifPresent(gone::add);
    }
    QuarkusTransaction.requiringNew()
        .run(
            () ->
                gone.addAll(
                    Arrays.asList(
                        session()
                            .createNativeQuery(
                                "select audit_access_drop_partitions(:before)", String[].class)
                            .setParameter("before", instant)
                            .getSingleResult())));
    return gone;
  }

  /** What a replica's clock that is ahead takes for old may not be, and would be gone for good. */
  private static Instant earlier(Instant ours, Instant theirs) {
    Duration ahead = Duration.between(theirs, ours);
    if (ahead.compareTo(REMARKABLE) > 0) {
      LOG.warnf(
          "this node's clock is ahead of the database's by %s: months of the log are dropped by the"
              + " database's",
          ahead);
    }
    return ahead.isNegative() ? ours : theirs;
  }

  private Instant databaseTime() {
    return QuarkusTransaction.requiringNew()
        .call(
            () ->
                session()
                    .createNativeQuery("select clock_timestamp()", Instant.class)
                    .getSingleResult());
  }

  /** Signs for what goes, and lets it go; null if all of it is held. */
  private String drop(YearMonth month) {
    return session()
        .doReturningWork(
            connection ->
                // To look through a month takes longer than a connection is silent otherwise.
                Patience.with(
                    connection,
                    DROPPING,
                    patient -> {
                      dropped.sign(patient, month);
                      return drop(patient, month);
                    }));
  }

  private static String drop(Connection connection, YearMonth month) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("select audit_record_drop_partition(?)")) {
      statement.setObject(1, DroppedMonths.start(month).atOffset(ZoneOffset.UTC));
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getString(1);
      }
    }
  }

  private Session session() {
    return entities.unwrap(Session.class);
  }

  /** What fails once is tried again in the next round; there is time. */
  private void keep() {
    try {
      Instant now = clock.instant();
      addAround(now);
      List<String> dropped = dropBefore(now.minus(retention));
      if (!dropped.isEmpty()) {
        LOG.infof("older than sekisho.audit.retention and dropped: %s", dropped);
      }
    } catch (RuntimeException e) {
      LOG.warnf(
          "the months of the audit log could not be looked after, trying again in %s: %s",
          ROUND, e.getMessage());
    }
  }

  private static Thread keeperThread(Runnable work) {
    Thread thread = new Thread(work, "sekisho-audit-partitions");
    thread.setDaemon(true);
    return thread;
  }
}
