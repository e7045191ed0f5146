package io.sekisho.store;

import io.agroal.api.AgroalDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * The lead of one follower: one replica's at a time, and as long after its last sign of life
 * another one's. A sign is given when a third of that time is over, and not with every page.
 */
final class LogLead {

  private static final Logger LOG = Logger.getLogger(LogLead.class);

  /** For so long the follower may be at one page until another replica may try. */
  private static final Duration LONGEST_PAGE = Duration.ofMinutes(5);

  private final AgroalDataSource dataSource;
  private final String follower;
  private final String holder;
  private final Duration lease;
  private final ScheduledExecutorService renewals =
      Executors.newSingleThreadScheduledExecutor(LogLead::renewalThread);
  private boolean held;
  private long said;

  LogLead(AgroalDataSource dataSource, String follower, String holder, Duration lease) {
    this.dataSource = dataSource;
    this.follower = follower;
    this.holder = holder;
    this.lease = lease;
  }

  /** Takes or keeps it, if it is not another one's. */
  LogPositions.Claim claim(Connection connection) throws SQLException {
    long now = System.nanoTime();
    if (held && now - said < third().toNanos()) {
      return LogPositions.Claim.KEPT;
    }
    LogPositions.Claim claim = LogPositions.claim(connection, follower, holder, lease);
    held = claim != LogPositions.Claim.NONE;
    said = now;
    return claim;
  }

  /** Moves the follower on, if it is still led by us. */
  boolean advance(Connection connection, LogPage<?> page) throws SQLException {
    held = LogPositions.advance(connection, follower, holder, page.reached());
    return held;
  }

  /** Keeps it until this is cancelled. */
  ScheduledFuture<?> keep() {
    long end = System.nanoTime() + LONGEST_PAGE.toNanos();
    long third = third().toMillis();
    return renewals.scheduleWithFixedDelay(() -> renew(end), third, third, TimeUnit.MILLISECONDS);
  }

  private Duration third() {
    return lease.dividedBy(3);
  }

  private void renew(long end) {
    if (System.nanoTime() > end) {
      return;
    }
    try (Connection connection = dataSource.getConnection()) {
      LogPositions.renew(connection, follower, holder, lease);
    } catch (SQLException e) {
      LOG.debugf("%s may be led by another replica soon: %s", follower, e.getMessage());
    }
  }

  /** Gives it up, so that another replica need not wait until the time is over. */
  void end() {
    renewals.shutdownNow();
    try (Connection connection = dataSource.getConnection()) {
      LogPositions.release(connection, follower, holder);
    } catch (SQLException e) {
      LOG.debugf("%s is left to others later: %s", follower, e.getMessage());
    }
  }

  private static Thread renewalThread(Runnable work) {
    Thread thread = new Thread(work, "sekisho-log-renewal");
    thread.setDaemon(true);
    return thread;
  }
}
