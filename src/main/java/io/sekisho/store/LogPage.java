package io.sekisho.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sekisho.audit.LogEntry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What stands behind some positions of the log.
 *
 * @param entries each chain's in their order
 * @param reached how far they go, for the chains that they are of
 * @param full whether there may be more
 */
record LogPage(List<LogEntry> entries, Map<Long, Long> reached, boolean full) {

  private static final Set<String> HAVE_OPENINGS =
      Set.of(AuditRecordEntity.INTERIM, AuditRecordEntity.CLOSED);

  private static final String NEXT =
      "select r.* from unnest(?, ?) as p (chain, sequence) cross join lateral (select "
          + RecordJson.COLUMNS
          + " from audit_record a where a.chain = p.chain and a.sequence > p.sequence"
          + " order by a.sequence limit ?) r limit ?";

  private static final String OPENINGS =
      "select "
          + RecordJson.COLUMNS
          + " from audit_record join unnest(?, ?) as k (tunnel, attempted)"
          + " on tunnel_id = k.tunnel and attempted_at = k.attempted where kind = 'opened'";

  /**
   * Reads the next ones, of one state of the database, which is taken before it is planned how:
   * else a month that is made in between is not looked into, and a record in it passed over for
   * later ones.
   *
   * @param positions chains and how far they are known
   * @param limit the most entries, and half of it of each chain, so that none waits for another one
   *     for ever
   */
  static LogPage read(
      Connection connection, Map<Long, Long> positions, int limit, boolean withOpenings)
      throws SQLException {
    connection.setAutoCommit(false);
    try (Statement settings = connection.createStatement()) {
      settings.execute("set transaction isolation level repeatable read read only");
      return readOneState(connection, positions, limit, withOpenings);
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  private static LogPage readOneState(
      Connection connection, Map<Long, Long> positions, int limit, boolean withOpenings)
      throws SQLException {
    List<ObjectNode> records = records(connection, positions, limit);
    Map<Long, Long> reached = new TreeMap<>();
    Map<Long, Integer> counts = new HashMap<>();
    records.forEach(
        record -> {
          long chain = record.get("chain").longValue();
          reached.put(chain, record.get("sequence").longValue());
          counts.merge(chain, 1, Integer::sum);
        });
    boolean full =
        records.size() == limit
            || counts.values().stream().anyMatch(count -> count == ofEach(limit));
    Map<String, ObjectNode> openings =
        withOpenings ? openings(connection, records) : Collections.emptyMap();
    return new LogPage(
        records.stream().map(record -> new LogEntry(record, opening(record, openings))).toList(),
        reached,
        full);
  }

  private static int ofEach(int limit) {
    return Math.max(1, limit / 2);
  }

  private static List<ObjectNode> records(
      Connection connection, Map<Long, Long> positions, int limit) throws SQLException {
    List<Long> chains = new ArrayList<>(positions.keySet());
    Collections.shuffle(chains);
    List<Long> sequences = chains.stream().map(positions::get).toList();
    List<ObjectNode> records = new ArrayList<>();
    try (PreparedStatement query = connection.prepareStatement(NEXT)) {
      query.setArray(1, LogPositions.array(connection, chains));
      query.setArray(2, LogPositions.array(connection, sequences));
      query.setInt(3, ofEach(limit));
      query.setInt(4, limit);
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          records.add(RecordJson.of(rows));
        }
      }
    }
    return records;
  }

  private static Optional<ObjectNode> opening(ObjectNode record, Map<String, ObjectNode> openings) {
    return HAVE_OPENINGS.contains(record.get("kind").textValue())
        ? Optional.ofNullable(openings.get(record.get("tunnelId").textValue()))
        : Optional.empty();
  }

  private static Map<String, ObjectNode> openings(Connection connection, List<ObjectNode> records)
      throws SQLException {
    Map<UUID, OffsetDateTime> wanted = new HashMap<>();
    records.stream()
        .filter(record -> HAVE_OPENINGS.contains(record.get("kind").textValue()))
        .forEach(
            record ->
                wanted.put(
                    UUID.fromString(record.get("tunnelId").textValue()),
                    Instant.parse(record.get("attemptedAt").textValue()).atOffset(ZoneOffset.UTC)));
    if (wanted.isEmpty()) {
      return Map.of();
    }
    Map<String, ObjectNode> openings = new HashMap<>();
    try (PreparedStatement query = connection.prepareStatement(OPENINGS)) {
      query.setArray(1, connection.createArrayOf("uuid", wanted.keySet().toArray()));
      query.setArray(2, connection.createArrayOf("timestamptz", wanted.values().toArray()));
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          ObjectNode opening = RecordJson.of(rows);
          openings.put(opening.get("tunnelId").textValue(), opening);
        }
      }
    }
    return openings;
  }
}
