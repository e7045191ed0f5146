package io.sekisho.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What stands behind some positions of the log.
 *
 * @param entries each chain's in their order
 * @param reached how far they go, for the chains that they are of
 * @param full whether there may be more
 */
record LogPage<E>(List<E> entries, Map<Long, Long> reached, boolean full) {

  private static final String CHAIN = "of_chain";
  private static final String SEQUENCE = "at_sequence";

  private static final String NEXT =
      "select r.* from unnest(?, ?) as p (chain, sequence) cross join lateral (select %s, chain as "
          + CHAIN
          + ", sequence as "
          + SEQUENCE
          + " from audit_record a where a.chain = p.chain and a.sequence > p.sequence"
          + " order by a.sequence limit ?) r limit ?";

  /**
   * Reads the next ones, of one state of the database, which is taken before it is planned how:
   * else a month that is made in between is not looked into, and a record in it passed over for
   * later ones.
   *
   * @param positions chains and how far they are known
   * @param limit the most entries, and half of it of each chain if there are several, so that none
   *     waits for another one for ever
   */
  static <E> LogPage<E> read(
      Connection connection, Map<Long, Long> positions, int limit, LogShape<E> shape)
      throws SQLException {
    connection.setAutoCommit(false);
    try (Statement settings = connection.createStatement()) {
      settings.execute("set transaction isolation level repeatable read read only");
      LogPage<E> page = next(connection, positions, limit, shape);
      return new LogPage<>(shape.complete(connection, page.entries()), page.reached(), page.full());
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  private static <E> LogPage<E> next(
      Connection connection, Map<Long, Long> positions, int limit, LogShape<E> shape)
      throws SQLException {
    List<Long> chains = new ArrayList<>(positions.keySet());
    Collections.shuffle(chains);
    List<Long> sequences = chains.stream().map(positions::get).toList();
    int ofEach = chains.size() == 1 ? limit : Math.max(1, limit / 2);
    try (PreparedStatement query = connection.prepareStatement(NEXT.formatted(shape.columns()))) {
      query.setArray(1, LogPositions.array(connection, chains));
      query.setArray(2, LogPositions.array(connection, sequences));
      query.setInt(3, ofEach);
      query.setInt(4, limit);
      try (ResultSet rows = query.executeQuery()) {
        return read(rows, ofEach, limit, shape);
      }
    }
  }

  /** Each chain's rows come together. */
  private static <E> LogPage<E> read(ResultSet rows, int ofEach, int limit, LogShape<E> shape)
      throws SQLException {
    int chainColumn = rows.findColumn(CHAIN);
    int sequenceColumn = rows.findColumn(SEQUENCE);
    List<E> entries = new ArrayList<>();
    Map<Long, Long> reached = new TreeMap<>();
    Map<Long, Integer> counts = new HashMap<>();
    while (rows.next()) {
      long chain = rows.getLong(chainColumn);
      entries.add(shape.read(rows));
      reached.put(chain, rows.getLong(sequenceColumn));
      counts.merge(chain, 1, Integer::sum);
    }
    boolean full = entries.size() == limit || counts.containsValue(ofEach);
    return new LogPage<>(entries, reached, full);
  }
}
