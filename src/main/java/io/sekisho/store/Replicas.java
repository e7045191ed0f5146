package io.sekisho.store;

import io.sekisho.audit.RecordedTunnel;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Set;
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

  /** The names of those that were there and are not now; blocks. */
  @Transactional
  Set<String> absent() {
    String sql =
        "select node from replica where " + KEY.formatted("node") + " not in (" + HELD_KEYS + ")";
    return Set.copyOf(
        entities.unwrap(Session.class).createNativeQuery(sql, String.class).getResultList());
  }

  /**
   * Forgets one that is not there. It is kept from coming back meanwhile, which takes no longer
   * than a moment; one that comes back later takes its name anew.
   */
  @Transactional
  void forget(String node) {
    Session session = entities.unwrap(Session.class);
    boolean absent =
        session
            .createNativeQuery(
                "select pg_try_advisory_xact_lock(" + KEY.formatted(":node") + ")", Boolean.class)
            .setParameter("node", node)
            .getSingleResult();
    if (absent) {
      session
          .createNativeMutationQuery("delete from replica where node = :node")
          .setParameter("node", node)
          .executeUpdate();
    }
  }
}
