package io.sekisho.store;

import io.sekisho.watch.WatchedRecord;
import io.sekisho.watch.WatchedRecord.Attempt;
import io.sekisho.watch.WatchedRecord.Refusal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What the watch looks at. Records between or at the end of a tunnel do not say whose it is: their
 * opening does, which is looked up only if it was not read lately. For one thread.
 */
final class WatchedRecords implements LogShape<WatchedRecord> {

  /** Some 10 MB of them; mostly those of tunnels that are open. */
  private static final int MAX_OPENINGS = 20_000;

  private static final String ATTEMPT =
      "tunnel_id, attempted_at, user_name, pass, client_address, host, port";

  static final String COLUMNS =
      ATTEMPT + ", kind, id, recorded_at, status, decision, error, reason, bytes_up, close_reason";

  private static final String OPENINGS =
      "select "
          + ATTEMPT
          + " from audit_record join unnest(?, ?) as k (tunnel, attempted)"
          + " on tunnel_id = k.tunnel and attempted_at = k.attempted where kind = 'opened'";

  private final Map<UUID, Attempt> openings = new LinkedHashMap<>(16, 0.75f, true);

  @Override
  public String columns() {
    return COLUMNS;
  }

  @Override
  public WatchedRecord read(ResultSet row) throws SQLException {
    return record(row);
  }

  /** What a row of {@link #COLUMNS} tells. */
  static WatchedRecord record(ResultSet row) throws SQLException {
    String kind = row.getString(8);
    return new WatchedRecord(
        row.getObject(9, UUID.class),
        kind,
        time(row, 10),
        attempt(row),
        kind.equals(AuditRecordEntity.REFUSED) ? refusal(row) : null,
        row.getLong(15),
        row.getString(16));
  }

  private static Attempt attempt(ResultSet row) throws SQLException {
    int port = row.getInt(7);
    boolean unknown = row.wasNull();
    return new Attempt(
        row.getObject(1, UUID.class),
        time(row, 2),
        row.getString(3),
        row.getString(4),
        row.getString(5),
        row.getString(6),
        unknown ? null : port);
  }

  private static Refusal refusal(ResultSet row) throws SQLException {
    return new Refusal(row.getInt(11), row.getString(12), row.getString(13), row.getString(14));
  }

  private static Instant time(ResultSet row, int column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  @Override
  public List<WatchedRecord> complete(Connection connection, List<WatchedRecord> page)
      throws SQLException {
    Map<UUID, Instant> unknown = new HashMap<>();
    for (WatchedRecord record : page) {
      if (record.kind().equals(AuditRecordEntity.OPENED)) {
        remember(record.attempt());
      }
    }
    for (WatchedRecord record : page) {
      if (hasOpening(record) && opening(record) == null) {
        unknown.put(record.attempt().tunnel(), record.attempt().began());
      }
    }
    if (!unknown.isEmpty()) {
      lookUp(connection, unknown);
    }
    List<WatchedRecord> complete = page.stream().map(this::withOpening).toList();
    for (WatchedRecord record : page) {
      if (record.kind().equals(AuditRecordEntity.CLOSED)) {
        openings.remove(record.attempt().tunnel());
      }
    }
    return complete;
  }

  private static boolean hasOpening(WatchedRecord record) {
    return record.kind().equals(AuditRecordEntity.CLOSED)
        || record.kind().equals(AuditRecordEntity.INTERIM);
  }

  private WatchedRecord withOpening(WatchedRecord record) {
    Attempt opening = hasOpening(record) ? opening(record) : null;
    return opening == null ? record : record.of(opening);
  }

  private Attempt opening(WatchedRecord record) {
    Attempt known = openings.get(record.attempt().tunnel());
    return known != null && known.began().equals(record.attempt().began()) ? known : null;
  }

  private void remember(Attempt opening) {
    openings.put(opening.tunnel(), opening);
    if (openings.size() > MAX_OPENINGS) {
      Iterator<Attempt> oldest = openings.values().iterator();
      oldest.next();
      oldest.remove();
    }
  }

  private void lookUp(Connection connection, Map<UUID, Instant> unknown) throws SQLException {
    Object[] began = unknown.values().stream().map(time -> time.atOffset(ZoneOffset.UTC)).toArray();
    try (PreparedStatement query = connection.prepareStatement(OPENINGS)) {
      query.setArray(1, connection.createArrayOf("uuid", unknown.keySet().toArray()));
      query.setArray(2, connection.createArrayOf("timestamptz", began));
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          remember(attempt(rows));
        }
      }
    }
  }
}
