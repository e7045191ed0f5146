package io.sekisho.store;

import io.agroal.api.AgroalDataSource;
import io.sekisho.audit.LogFollower;
import io.sekisho.audit.RootCause;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Leads one follower through the log, whenever it is this replica's turn. */
final class LogGuide {

  private static final Logger LOG = Logger.getLogger(LogGuide.class);

  private static final Duration ROUND = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  /** As long after its last sign of life, another replica leads the follower. */
  private static final Duration LEASE = Duration.ofSeconds(30);

  /** For so long the follower may be at one page until another replica may try. */
  private static final Duration LONGEST_PAGE = Duration.ofMinutes(5);

  /** How often silent chains are looked into. */
  private static final Duration REVIVAL = Duration.ofMinutes(1);

  private static final int PAGE = 1000;

  private final AgroalDataSource dataSource;
  private final LogFollower follower;
  private final String holder;
  private final Duration lease;
  private final Thread thread;
  private final ScheduledExecutorService renewals =
      Executors.newSingleThreadScheduledExecutor(LogGuide::renewalThread);
  private volatile boolean stopping;
  private volatile LogFollowing.Failure failure;
  private boolean known;
  private long revived = System.nanoTime();

  LogGuide(AgroalDataSource dataSource, LogFollower follower, String holder) {
    this(dataSource, follower, holder, LEASE);
  }

  LogGuide(AgroalDataSource dataSource, LogFollower follower, String holder, Duration lease) {
    this.lease = lease;
    this.dataSource = dataSource;
    this.follower = follower;
    this.holder = holder;
    this.thread = new Thread(this::run, "sekisho-log-" + follower.name());
    thread.setDaemon(true);
  }

  LogFollower follower() {
    return follower;
  }

  Optional<LogFollowing.Failure> failure() {
    return Optional.ofNullable(failure);
  }

  void start() {
    thread.start();
  }

  /** Ends it before the next page, and waits for that for a while. */
  void stop() {
    stopping = true;
    thread.interrupt();
    try {
      thread.join(ROUND.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    Duration pause = ROUND;
    while (!stopping) {
      try {
        boolean more = round();
        succeeded();
        pause = more ? Duration.ZERO : ROUND;
      } catch (InterruptedException e) {
        break;
      } catch (Exception | Error e) {
        failed(e);
        pause = pause.isZero() ? ROUND : min(pause.multipliedBy(2), LONGEST_PAUSE);
      }
      if (!sleep(pause)) {
        break;
      }
    }
    renewals.shutdownNow();
    release();
  }

  /**
   * Shows one page, if it is our turn.
   *
   * @return whether there may be more
   */
  private boolean round() throws Exception {
    LogPage page;
    Map<Long, Long> positions;
    try (Connection connection = dataSource.getConnection()) {
      if (!known) {
        inTransaction(
            connection,
            () -> LogPositions.add(connection, follower.name(), follower.fromBeginning()));
        known = true;
      }
      switch (LogPositions.claim(connection, follower.name(), holder, lease)) {
        case NONE -> {
          return false;
        }
        case TAKEN -> follower.begin();
        case KEPT -> {}
      }
      if (System.nanoTime() - revived > REVIVAL.toNanos()) {
        LogPositions.revive(connection, follower.name());
        revived = System.nanoTime();
      }
      positions = LogPositions.open(connection, follower.name());
      page = LogPage.read(connection, positions, PAGE, follower.needsOpenings());
    }
    if (!page.entries().isEmpty()) {
      show(page);
    }
    return advance(positions, page) && page.full();
  }

  /** Keeps the lead meanwhile. */
  private void show(LogPage page) throws Exception {
    long end = System.nanoTime() + LONGEST_PAGE.toNanos();
    long third = lease.toMillis() / 3;
    ScheduledFuture<?> renewal =
        renewals.scheduleWithFixedDelay(() -> renew(end), third, third, TimeUnit.MILLISECONDS);
    try {
      follower.accept(page.entries());
    } finally {
      renewal.cancel(false);
    }
  }

  private void renew(long end) {
    if (System.nanoTime() > end) {
      return;
    }
    try (Connection connection = dataSource.getConnection()) {
      LogPositions.renew(connection, follower.name(), holder, lease);
    } catch (SQLException e) {
      LOG.debugf("%s may be led by another replica soon: %s", follower.name(), e.getMessage());
    }
  }

  /** False if another replica leads meanwhile, which shows the same again. */
  private boolean advance(Map<Long, Long> positions, LogPage page) throws SQLException {
    Map<Long, Long> silent = new TreeMap<>(positions);
    silent.keySet().removeAll(page.reached().keySet());
    boolean[] ours = new boolean[1];
    try (Connection connection = dataSource.getConnection()) {
      inTransaction(
          connection,
          () -> {
            ours[0] = LogPositions.advance(connection, follower.name(), holder, page.reached());
            if (ours[0] && !page.full()) {
              LogPositions.retire(connection, follower.name(), silent);
            }
          });
    }
    return ours[0];
  }

  private interface Work {
    void run() throws SQLException;
  }

  private static void inTransaction(Connection connection, Work work) throws SQLException {
    connection.setAutoCommit(false);
    try {
      work.run();
      connection.commit();
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  private void succeeded() {
    if (failure != null) {
      LOG.infof("%s goes on through the audit log", follower.name());
      failure = null;
    }
  }

  private void failed(Throwable e) {
    if (stopping) {
      return;
    }
    LogFollowing.Failure before = failure;
    failure =
        new LogFollowing.Failure(before == null ? Instant.now() : before.since(), RootCause.of(e));
    if (before == null) {
      LOG.warnf(
          "%s does not go on through the audit log, trying again: %s",
          follower.name(), failure.cause());
    }
    try (Connection connection = dataSource.getConnection()) {
      LogStandings.fails(connection, follower.name(), holder, failure);
    } catch (SQLException unavailable) {
      // It may be the very reason, which the log has.
    }
  }

  private boolean sleep(Duration pause) {
    try {
      TimeUnit.MILLISECONDS.sleep(pause.toMillis());
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  /** So that another replica need not wait until the time is over. */
  private void release() {
    try (Connection connection = dataSource.getConnection()) {
      LogPositions.release(connection, follower.name(), holder);
    } catch (SQLException e) {
      LOG.debugf("%s is left to others later: %s", follower.name(), e.getMessage());
    }
  }

  private static Thread renewalThread(Runnable work) {
    Thread thread = new Thread(work, "sekisho-log-renewal");
    thread.setDaemon(true);
    return thread;
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
