package io.sekisho.store;

import io.agroal.api.AgroalDataSource;
import io.sekisho.watch.RecentRecords;
import io.sekisho.watch.WatchedRecord;
import io.sekisho.watch.WatchedRecord.Attempt;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The newest records, whoever has been led through them. */
@ApplicationScoped
public class RecentLog implements RecentRecords {

  /** Of attempts, and of ends: what can be looked at within some seconds. */
  private static final int MOST = 20_000;

  private static final String ATTEMPTS = newest("kind in ('refused', 'opened')");
  private static final String ENDS = newest("kind = 'closed'");

  private final AgroalDataSource dataSource;
  private final Clock clock;

  RecentLog(AgroalDataSource dataSource, Clock clock) {
    this.dataSource = dataSource;
    this.clock = clock;
  }

  /** Each kind has an index of this order. */
  private static String newest(String kind) {
    return "select "
        + WatchedRecords.COLUMNS
        + " from audit_record where "
        + kind
        + " and attempted_at >= ? order by attempted_at desc, tunnel_id desc limit "
        + MOST;
  }

  @Override
  public List<WatchedRecord> within(Duration time) {
    Instant since = clock.instant().minus(time);
    try (Connection connection = dataSource.getConnection()) {
      List<WatchedRecord> records = read(connection, ATTEMPTS, since);
      Map<UUID, Attempt> attempts = new HashMap<>();
      for (WatchedRecord record : records) {
        attempts.put(record.attempt().tunnel(), record.attempt());
      }
      for (WatchedRecord end : read(connection, ENDS, since)) {
        records.add(end.of(attempts.getOrDefault(end.attempt().tunnel(), end.attempt())));
      }
      return records;
    } catch (SQLException e) {
      throw new IllegalStateException("the newest records cannot be read", e);
    }
  }

  private static List<WatchedRecord> read(Connection connection, String sql, Instant since)
      throws SQLException {
    List<WatchedRecord> records = new ArrayList<>();
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setObject(1, since.atOffset(ZoneOffset.UTC));
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          records.add(WatchedRecords.record(rows));
        }
      }
    }
    return records;
  }
}
