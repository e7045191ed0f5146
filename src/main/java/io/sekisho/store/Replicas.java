package io.sekisho.store;

import io.sekisho.audit.RecordedTunnel;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import org.hibernate.Session;

/**
 * Which replicas there are. A name is held by an advisory lock of its replica's session, so that
 * one that died is gone as soon as its connection is.
 */
@ApplicationScoped
public class Replicas {

  private static final String KEY = "hashtextextended('sekisho.node:' || %s, 0)";

  /** The keys of all advisory locks that are held; a bigint's halves are shown apart. */
  private static final String HELD_KEYS =
      "select (classid::bigint << 32) | objid::bigint from pg_locks"
          + " where locktype = 'advisory' and objsubid = 1 and granted"
          + " and database = (select oid from pg_database where datname = current_database())";

  private final EntityManager entities;

  Replicas(EntityManager entities) {
    this.entities = entities;
  }

  /**
   * A replica that is there.
   *
   * @param startedAt by its own clock; what its name has in the log from before is another's
   */
  public record Replica(String node, Instant startedAt) {

    /** Whether an open tunnel of the log is one of its own. */
    public boolean has(RecordedTunnel tunnel) {
      return tunnel.node().equals(node) && !tunnel.time().isBefore(startedAt);
    }
  }

  /** Those that are there now; blocks. */
  @Transactional
  public List<Replica> present() {
    String sql =
        "select node, started_at from replica where "
            + KEY.formatted("node")
            + " in ("
            + HELD_KEYS
            + ") order by node";
    return entities
        .unwrap(Session.class)
        .createNativeQuery(sql, Object[].class)
        .addScalar("node", String.class)
        .addScalar("started_at", Instant.class)
        .getResultList()
        .stream()
        .map(row -> new Replica((String) row[0], (Instant) row[1]))
        .toList();
  }

  /** Takes a name for the session; false if another session has it. */
  boolean take(Connection session, String node, Instant startedAt) throws SQLException {
    try (PreparedStatement lock =
            session.prepareStatement("select pg_try_advisory_lock(" + KEY.formatted("?") + ")");
        PreparedStatement entry =
            session.prepareStatement(
                "insert into replica (node, started_at) values (?, ?)"
                    + " on conflict (node) do update set started_at = excluded.started_at")) {
      lock.setString(1, node);
      try (ResultSet result = lock.executeQuery()) {
        result.next();
        if (!result.getBoolean(1)) {
          return false;
        }
      }
      entry.setString(1, node);
      entry.setTimestamp(2, Timestamp.from(startedAt));
      entry.executeUpdate();
      return true;
    }
  }

  /** Forgets those that are not there; one that comes back takes its name anew. */
  void forgetAbsent(Connection session) throws SQLException {
    try (Statement statement = session.createStatement()) {
      statement.executeUpdate(
          "delete from replica where " + KEY.formatted("node") + " not in (" + HELD_KEYS + ")");
    }
  }
}
