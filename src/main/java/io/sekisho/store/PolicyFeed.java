package io.sekisho.store;

import io.sekisho.config.NodeName;
import io.sekisho.config.SekishoConfig;
import io.sekisho.policy.CurrentPolicies;
import io.sekisho.policy.PolicySnapshot;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.postgresql.jdbc.PgConnection;

/**
 * Follows the policies: one session of its own listens for changes, and the version is polled
 * beside it, as notices can be lost. The same session holds this node's name by an advisory lock,
 * so that the database itself frees it when the node dies.
 */
@ApplicationScoped
public class PolicyFeed {

  private static final Logger LOG = Logger.getLogger(PolicyFeed.class);
  private static final Duration LOOK_UP = Duration.ofMillis(500);
  private static final Duration LEASE_PATIENCE = Duration.ofSeconds(10);
  private static final Duration FIRST_RETRY = Duration.ofMillis(100);
  private static final Duration LAST_RETRY = Duration.ofSeconds(2);

  private final DataSource dataSource;
  private final PolicyStore store;
  private final CurrentPolicies policies;
  private final NodeName node;
  private final Duration refresh;
  private final Thread thread = new Thread(this::run, "sekisho-policy-feed");
  private volatile boolean stopping;
  private Connection session;
  private boolean leased;
  private long polledNanos;

  PolicyFeed(
      DataSource dataSource,
      PolicyStore store,
      CurrentPolicies policies,
      NodeName node,
      SekishoConfig config) {
    this.dataSource = dataSource;
    this.store = store;
    this.policies = policies;
    this.node = node;
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
      throw new IllegalStateException("the policies cannot be loaded: " + e.getMessage(), e);
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
          LOG.info("policies are followed again");
        }
        pause = FIRST_RETRY.toMillis();
        follow();
      } catch (Exception | Error e) {
        // An error too: a feed that ends silently would leave old policies in force.
        if (session != null && !stopping) {
          LOG.warnf(
              "policies cannot be followed, deciding on the last snapshot: %s", e.getMessage());
        }
        disconnect();
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
    long known = policies.newest().map(PolicySnapshot::version).orElse(-1L);
    if (queryLong("select version from policy_set") == known) {
      policies.confirm();
      return;
    }
    PolicySnapshot snapshot = store.snapshot();
    policies.replace(snapshot);
    LOG.infof("policies loaded: version=%d policies=%d", snapshot.version(), snapshot.size());
  }

  private void listen() throws SQLException {
    try (Statement statement = session.createStatement()) {
      statement.execute("listen sekisho_policy");
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
    try (PreparedStatement statement =
        session.prepareStatement(
            "select pg_try_advisory_lock(hashtextextended('sekisho.node:' || ?, 0))")) {
      statement.setString(1, node.value());
      try (ResultSet result = statement.executeQuery()) {
        result.next();
        return result.getBoolean(1);
      }
    }
  }

  private long queryLong(String sql) throws SQLException {
    try (Statement statement = session.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getLong(1);
    }
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
