package io.sekisho.store;

import io.sekisho.audit.ProofKeys;
import io.sekisho.audit.RecordStamp;
import io.sekisho.proof.DroppedRecords;
import io.sekisho.proof.Sequences;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Signs which records go with the months that are dropped, before they are. */
@ApplicationScoped
class DroppedMonths {

  private static final DateTimeFormatter MONTH = DateTimeFormatter.ofPattern("yyyy_MM");

  /** The one that partitions are dropped under. */
  private static final String LOCK =
      "select pg_advisory_xact_lock(hashtextextended('sekisho.audit_record.partitions', 0))";

  private static final String MONTHS =
      "select right(child.relname, 7) from pg_inherits join pg_class child on child.oid = inhrelid"
          + " where inhparent = 'audit_record'::regclass"
          + " and child.relname ~ '^audit_record_[0-9]{4}_[0-9]{2}$' order by 1";

  /** What follows one another differs from its number by the same. */
  private static final String RANGES =
      """
      select chain, min(sequence), max(sequence) from (
        select chain, sequence,
          sequence - row_number() over (partition by chain order by sequence) as island
        from audit_record
        where chain is not null and attempted_at >= ? and attempted_at < ?) numbered
      group by chain, island
      """;

  private static final String ADD =
      "insert into audit_dropped (chain, month, sequences, dropped_at, key, signature)"
          + " values (?, ?, ?, ?, ?, ?)";

  private final ProofKeys keys;
  private final RecordStamp stamp;

  DroppedMonths(ProofKeys keys, RecordStamp stamp) {
    this.keys = keys;
    this.stamp = stamp;
  }

  /** Signs for those that end before an instant, in the transaction that drops them. */
  void sign(Connection connection, Instant before) throws SQLException {
    for (YearMonth month : months(connection)) {
      Instant end = start(month.plusMonths(1));
      if (!end.isAfter(before)) {
        Map<Long, Sequences> chains = chains(connection, start(month), end);
        for (Map.Entry<Long, Sequences> chain : chains.entrySet()) {
          add(connection, month, chain.getKey(), chain.getValue());
        }
      }
    }
  }

  private static List<YearMonth> months(Connection connection) throws SQLException {
    List<YearMonth> months = new ArrayList<>();
    try (Statement statement = connection.createStatement()) {
      statement.execute(LOCK);
      try (ResultSet rows = statement.executeQuery(MONTHS)) {
        while (rows.next()) {
          months.add(YearMonth.parse(rows.getString(1), MONTH));
        }
      }
    }
    return months;
  }

  private static Map<Long, Sequences> chains(Connection connection, Instant from, Instant to)
      throws SQLException {
    Map<Long, Sequences> chains = new TreeMap<>();
    try (PreparedStatement query = connection.prepareStatement(RANGES)) {
      query.setObject(1, from.atOffset(ZoneOffset.UTC));
      query.setObject(2, to.atOffset(ZoneOffset.UTC));
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          chains
              .computeIfAbsent(rows.getLong(1), chain -> new Sequences())
              .add(rows.getLong(2), rows.getLong(3));
        }
      }
    }
    return chains;
  }

  private void add(Connection connection, YearMonth month, long chain, Sequences sequences)
      throws SQLException {
    Instant now = stamp.now();
    DroppedRecords statement =
        DroppedRecords.signed(
            chain, MONTH.format(month), sequences.toString(), RecordJson.time(now), keys.signing());
    try (PreparedStatement insert = connection.prepareStatement(ADD)) {
      insert.setLong(1, statement.chain());
      insert.setString(2, statement.month());
      insert.setString(3, statement.sequences());
      insert.setObject(4, now.atOffset(ZoneOffset.UTC));
      insert.setString(5, statement.key());
      insert.setString(6, statement.signature());
      insert.executeUpdate();
    }
  }

  private static Instant start(YearMonth month) {
    return month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
  }
}
