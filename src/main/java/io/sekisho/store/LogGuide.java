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
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Leads one follower through the log, whenever it is this replica's turn. */
final class LogGuide<E> {

  private static final Logger LOG = Logger.getLogger(LogGuide.class);

  private static final Duration ROUND = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  /** As long after its last sign of life, another replica leads the follower. */
  private static final Duration LEASE = Duration.ofSeconds(30);

  /** How often silent chains are looked into. */
  private static final Duration REVIVAL = Duration.ofMinutes(1);

  private static final int PAGE = 1000;

  private final AgroalDataSource dataSource;
  private final LogFollower<E> follower;
  private final LogShape<E> shape;
  private final String holder;
  private final LogLead lead;
  private final Thread thread;
  private volatile boolean stopping;
  private volatile LogFollowing.Failure failure;
  private boolean known;
  private long revived = System.nanoTime();

  LogGuide(AgroalDataSource dataSource, LogFollower<E> follower, LogShape<E> shape, String holder) {
    this(dataSource, follower, shape, holder, LEASE);
  }

  LogGuide(
      AgroalDataSource dataSource,
      LogFollower<E> follower,
      LogShape<E> shape,
      String holder,
      Duration lease) {
    this.dataSource = dataSource;
    this.follower = follower;
    this.shape = shape;
    this.holder = holder;
    this.lead = new LogLead(dataSource, follower.name(), holder, lease);
    this.thread = new Thread(this::run, "sekisho-log-" + follower.name());
    thread.setDaemon(true);
  }

  LogFollower<E> follower() {
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
    lead.end();
  }

  /**
   * Shows one page, if it is our turn.
   *
   * @return whether there may be more
   */
  private boolean round() throws Exception {
    LogPage<E> page;
    Map<Long, Long> positions;
    try (Connection connection = dataSource.getConnection()) {
      if (!known) {
        inTransaction(
            connection,
            () -> LogPositions.add(connection, follower.name(), follower.fromBeginning()));
        known = true;
      }
      switch (lead.claim(connection)) {
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
      page = LogPage.read(connection, positions, PAGE, shape);
    }
    if (!page.entries().isEmpty()) {
      show(page);
    }
    return advance(positions, page) && page.full();
  }

  /** Keeps the lead meanwhile. */
  private void show(LogPage<E> page) throws Exception {
    ScheduledFuture<?> kept = lead.keep();
    try {
      follower.accept(page.entries());
    } finally {
      kept.cancel(false);
    }
  }

  /** False if another replica leads meanwhile, which shows the same again. */
  private boolean advance(Map<Long, Long> positions, LogPage<E> page) throws SQLException {
    Map<Long, Long> silent = new TreeMap<>(positions);
    silent.keySet().removeAll(page.reached().keySet());
    boolean[] ours = new boolean[1];
    try (Connection connection = dataSource.getConnection()) {
      inTransaction(
          connection,
          () -> {
            ours[0] = lead.advance(connection, page);
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

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
