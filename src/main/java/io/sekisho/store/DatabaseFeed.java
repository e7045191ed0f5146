package io.sekisho.store;

import io.sekisho.config.NodeName;
import io.sekisho.config.SekishoConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.postgresql.jdbc.PgConnection;

/**
 * What the database tells this node: one session of its own listens for changes of the policies and
 * for kill orders, and asks for them beside it, as notices can be lost. The same session holds this
 * node's name by an advisory lock, so that the database itself frees it when the node dies.
 */
@ApplicationScoped
public class DatabaseFeed {

  private static final Logger LOG = Logger.getLogger(DatabaseFeed.class);
  private static final Duration LOOK_UP = Duration.ofMillis(500);
  private static final Duration LEASE_PATIENCE = Duration.ofSeconds(10);
  private static final Duration FIRST_RETRY = Duration.ofMillis(100);
  private static final Duration LAST_RETRY = Duration.ofSeconds(2);

  /** Else the database might take it for alive for hours, and its name stay taken. */
  private static final String NOTICE_A_LOST_MACHINE =
      "set tcp_keepalives_idle = 5; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 3";

  private final DataSource dataSource;
  private final List<Followed> followed;
  private final Replicas replicas;
  private final NodeName node;
  private final Instant startedAt;
  private final Duration refresh;
  private final Thread thread = new Thread(this::run, "sekisho-database-feed");
  private volatile boolean stopping;
  private Connection session;
  private boolean leased;
  private long polledNanos;

  DatabaseFeed(
      DataSource dataSource,
      KillFollower kills,
      PolicyFollower policies,
      Replicas replicas,
      NodeName node,
      Clock clock,
      SekishoConfig config) {
    this.dataSource = dataSource;
    // Kills first: policies that cannot be loaded must not hold them up.
    this.followed = List.of(kills, policies);
    this.replicas = replicas;
    this.node = node;
    this.startedAt = clock.instant();
    this.refresh = config.policy().refresh();
  }

  /**
   * Takes the node's name, loads the first snapshot and starts to follow.
   *
   * @throws IllegalStateException if another running replica has the name, or the database fails
   */
  public void start() {
    try {
      session = dataSource.getConnection();
      awaitLease();
      listen();
      refresh();
    } catch (SQLException e) {
      throw new IllegalStateException("the database cannot be followed: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while starting", e);
    }
    thread.setDaemon(true);
    thread.start();
  }

  /** Stops following and frees the name. */
  public void stop() {
    stopping = true;
    try {
      thread.join(LOOK_UP.toMillis() * 4);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    long pause = FIRST_RETRY.toMillis();
    while (!stopping) {
      try {
        if (session == null) {
          reconnect();
          LOG.info("the database is followed again");
        }
        pause = FIRST_RETRY.toMillis();
        follow();
      } catch (Exception | Error e) {
        // An error too: a feed that ends silently would leave old policies in force.
        if (session != null && !stopping) {
          LOG.warnf(
              "the database cannot be followed, deciding on the last snapshot of policies: %s",
              e.getMessage());
        }
        disconnect();
        followed.forEach(Followed::missDatabase);
        sleep(pause);
        pause = Math.min(pause * 2, LAST_RETRY.toMillis());
      }
    }
    disconnect();
  }

  private void reconnect() throws SQLException {
    session = dataSource.getConnection();
    leased = false;
    listen();
    // Only now: a change between loading and listening would be lost.
    refresh();
  }

  private void follow() throws SQLException {
    PGNotification[] notices =
        session.unwrap(PGConnection.class).getNotifications((int) LOOK_UP.toMillis());
    boolean noticed = notices != null && notices.length > 0;
    if (noticed || System.nanoTime() - polledNanos > refresh.toNanos()) {
      refresh();
    }
  }

  /**
   * Asks on the listening session itself, so that one that is dead without a word is noticed too.
   */
  private void refresh() throws SQLException {
    polledNanos = System.nanoTime();
    renewLease();
    for (Followed one : followed) {
      one.catchUp(session);
    }
  }

  private void listen() throws SQLException {
    try (Statement statement = session.createStatement()) {
      statement.execute(NOTICE_A_LOST_MACHINE);
      for (Followed one : followed) {
        statement.execute("listen " + one.channel());
      }
    }
  }

  /**
   * A replica that crashed a moment ago may still hold the name until its connection is torn down.
   */
  private void awaitLease() throws SQLException, InterruptedException {
    long deadline = System.nanoTime() + LEASE_PATIENCE.toNanos();
    leased = tryLease();
    if (!leased) {
      LOG.warnf("waiting for the node name %s, which another replica still holds", node.value());
    }
    while (!leased) {
      if (System.nanoTime() > deadline) {
        disconnect();
        throw new IllegalStateException(
            "another running replica is named " + node.value() + "; set sekisho.node");
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_UP.toMillis());
      leased = tryLease();
    }
  }

  /** After a reconnect the database may still take our own old session for alive. */
  private void renewLease() throws SQLException {
    if (!leased) {
      leased = tryLease();
      if (!leased) {
        LOG.warnf(
            "the node name %s is held by another session; if it is another replica, set sekisho.node",
            node.value());
      }
    }
  }

  private boolean tryLease() throws SQLException {
    return replicas.take(session, node.value(), startedAt);
  }

  /**
   * The session is ended and not given back alive: a pooled one would keep the lock and the
   * listening. The pool's own abort() does not reach the real connection, and close() alone would
   * only return it.
   */
  private void disconnect() {
    if (session != null) {
      try (Connection pooled = session) {
        pooled.unwrap(PgConnection.class).abort(Runnable::run);
      } catch (SQLException e) {
        LOG.debugf("ending the feed's session: %s", e.getMessage());
      }
      session = null;
    }
  }

  private static void sleep(long millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
