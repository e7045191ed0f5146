package io.sekisho.store;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/** Who leads a follower through the log, and how far it has come in each chain. */
final class LogPositions {

  private static final String ADD =
      "insert into log_follower (name) values (?) on conflict do nothing";

  /** All that is there already counts as seen. */
  private static final String SKIP =
      """
      insert into log_position (follower, chain, sequence)
      select ?, c.number, t.sequence from audit_chain c
      cross join lateral (
        select sequence from audit_record where chain = c.number order by sequence desc limit 1) t
      """;

  private static final String CLAIM =
      "update log_follower f set holder = ?, until = now() + ? * interval '1 millisecond'"
          + " from (select name, holder from log_follower where name = ? for update) before"
          + " where f.name = before.name and (f.holder = ? or f.until < now())"
          + " returning before.holder is not distinct from ? as kept";

  private static final String RENEW =
      "update log_follower set until = now() + ? * interval '1 millisecond'"
          + " where name = ? and holder = ?";

  private static final String RELEASE =
      "update log_follower set until = '-infinity', holder = null where name = ? and holder = ?";

  private static final String HOLDS =
      "select failing_since is not null from log_follower"
          + " where name = ? and holder = ? for update";

  private static final String OPEN =
      """
      select c.number, coalesce(p.sequence, 0) from audit_chain c
      left join log_position p on p.follower = ? and p.chain = c.number
      where not coalesce(p.done or p.silent, false)
      """;

  private static final String ADVANCE =
      """
      insert into log_position as p (follower, chain, sequence)
      select ?, * from unnest(?, ?)
      on conflict (follower, chain) do update
        set sequence = greatest(p.sequence, excluded.sequence)
      """;

  /**
   * Chains that were signed as over are done. Those that nobody seems to write any more are silent:
   * their node is gone, or has begun another one long ago.
   */
  private static final String RETIRE =
      """
      insert into log_position (follower, chain, sequence, done, silent)
      select ?, * from (
        select c.number, s.sequence,
          exists (
            select 1 from audit_checkpoint k
            where k.chain = c.number and k.last and k.sequence <= s.sequence) as done,
          not exists (select 1 from replica r where r.node = c.node)
          or exists (
            select 1 from audit_chain n
            where n.node = c.node and n.number > c.number
              and n.started_at < now() - interval '10 minutes') as silent
        from unnest(?, ?) as s (chain, sequence) join audit_chain c on c.number = s.chain) retired
      where done or silent
      on conflict (follower, chain) do update
        set done = excluded.done, silent = excluded.silent
      """;

  /** Whoever seemed to be gone may come back, with what it has kept. */
  private static final String REVIVE =
      """
      update log_position p set silent = false
      where follower = ? and silent and not done and exists (
        select 1 from audit_record a where a.chain = p.chain and a.sequence > p.sequence)
      """;

  private static final String WAITING =
      """
      select coalesce(sum(t.sequence - coalesce(p.sequence, 0)), 0) from audit_chain c
      left join log_position p on p.follower = ? and p.chain = c.number
      cross join lateral (
        select sequence from audit_record where chain = c.number order by sequence desc limit 1) t
      where not coalesce(p.done, false)
      """;

  private LogPositions() {}

  /** Whether somebody leads, and since when. */
  enum Claim {
    /** Another one does. */
    NONE,
    /** We do, and nobody else did since we did last. */
    KEPT,
    /** We do, from now on. */
    TAKEN
  }

  /** To be called in a transaction: it is there with all of its positions, or not at all. */
  static void add(Connection connection, String name, boolean fromBeginning) throws SQLException {
    try (PreparedStatement add = connection.prepareStatement(ADD);
        PreparedStatement skip = connection.prepareStatement(SKIP)) {
      add.setString(1, name);
      if (add.executeUpdate() == 1 && !fromBeginning) {
        skip.setString(1, name);
        skip.executeUpdate();
      }
    }
  }

  static Claim claim(Connection connection, String name, String holder, Duration lease)
      throws SQLException {
    try (PreparedStatement claim = connection.prepareStatement(CLAIM)) {
      claim.setString(1, holder);
      claim.setLong(2, lease.toMillis());
      claim.setString(3, name);
      claim.setString(4, holder);
      claim.setString(5, holder);
      try (ResultSet row = claim.executeQuery()) {
        if (!row.next()) {
          return Claim.NONE;
        }
        return row.getBoolean(1) ? Claim.KEPT : Claim.TAKEN;
      }
    }
  }

  /** Keeps the lead of who has it. */
  static void renew(Connection connection, String name, String holder, Duration lease)
      throws SQLException {
    try (PreparedStatement renew = connection.prepareStatement(RENEW)) {
      renew.setLong(1, lease.toMillis());
      renew.setString(2, name);
      renew.setString(3, holder);
      renew.executeUpdate();
    }
  }

  static void release(Connection connection, String name, String holder) throws SQLException {
    try (PreparedStatement release = connection.prepareStatement(RELEASE)) {
      release.setString(1, name);
      release.setString(2, holder);
      release.executeUpdate();
    }
  }

  /** How far it has come in the chains that are not done. */
  static Map<Long, Long> open(Connection connection, String name) throws SQLException {
    Map<Long, Long> positions = new TreeMap<>();
    try (PreparedStatement query = connection.prepareStatement(OPEN)) {
      query.setString(1, name);
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          positions.put(rows.getLong(1), rows.getLong(2));
        }
      }
    }
    return positions;
  }

  /**
   * Moves it on, if it is still led by the same.
   *
   * @return whether it is
   */
  static boolean advance(
      Connection connection, String name, String holder, Map<Long, Long> positions)
      throws SQLException {
    try (PreparedStatement holds = connection.prepareStatement(HOLDS)) {
      holds.setString(1, name);
      holds.setString(2, holder);
      try (ResultSet row = holds.executeQuery()) {
        if (!row.next()) {
          return false;
        }
        if (row.getBoolean(1)) {
          LogStandings.failsNoMore(connection, name);
        }
      }
    }
    each(connection, ADVANCE, name, positions);
    return true;
  }

  /** Looks no more into chains in which nothing was found, if nothing seems to follow there. */
  static void retire(Connection connection, String name, Map<Long, Long> positions)
      throws SQLException {
    each(connection, RETIRE, name, positions);
  }

  /** Has an eye again on silent chains in which there is something new. */
  static void revive(Connection connection, String name) throws SQLException {
    try (PreparedStatement revive = connection.prepareStatement(REVIVE)) {
      revive.setString(1, name);
      revive.executeUpdate();
    }
  }

  private static void each(
      Connection connection, String sql, String name, Map<Long, Long> positions)
      throws SQLException {
    if (positions.isEmpty()) {
      return;
    }
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, name);
      statement.setArray(2, array(connection, positions.keySet()));
      statement.setArray(3, array(connection, positions.values()));
      statement.executeUpdate();
    }
  }

  /** Records that it has not seen. */
  static long waiting(Connection connection, String name) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(WAITING)) {
      query.setString(1, name);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  static Array array(Connection connection, Collection<Long> numbers) throws SQLException {
    return connection.createArrayOf("bigint", numbers.toArray());
  }
}
