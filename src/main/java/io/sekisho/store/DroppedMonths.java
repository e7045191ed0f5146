package io.sekisho.store;

import io.sekisho.audit.ProofKeys;
import io.sekisho.audit.RecordStamp;
import io.sekisho.proof.DroppedRecords;
import io.sekisho.proof.KeptHashes;
import io.sekisho.proof.Sequences;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/** The months of the log that are old enough to go; signs what goes with each, before it does. */
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

  /**
   * What follows one another differs from its number by the same. With each range the hash of the
   * record before it, if that stays.
   */
  private static final String RANGES =
      """
      with gone as (
        select chain, sequence,
          sequence - row_number() over (partition by chain order by sequence) as island
        from audit_record
        where chain is not null and attempted_at >= ? and attempted_at < ?
          and tunnel_id not in (select audit_held_tunnels(?, ?))
      ), ranges as (
        select chain, min(sequence) as first, max(sequence) as last from gone
        group by chain, island
      )
      select r.chain, r.first, r.last, b.hash from ranges r
      left join lateral (
        select hash from audit_record where chain = r.chain and sequence = r.first - 1 limit 1) b
        on true
      order by r.chain, r.first
      """;

  private static final String ADD =
      "insert into audit_dropped (chain, month, part, sequences, kept, dropped_at, key, signature)"
          + " values (?, ?, ?, ?, ?, ?, ?, ?)";

  /** So many ranges are in one statement at most. */
  private static final int PART = 1_000;

  private final ProofKeys keys;
  private final RecordStamp stamp;

  DroppedMonths(ProofKeys keys, RecordStamp stamp) {
    this.keys = keys;
    this.stamp = stamp;
  }

  /** Those that end before an instant or with it. */
  List<YearMonth> before(Connection connection, Instant instant) throws SQLException {
    List<YearMonth> months = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(MONTHS)) {
      while (rows.next()) {
        YearMonth month = YearMonth.parse(rows.getString(1), MONTH);
        if (!start(month.plusMonths(1)).isAfter(instant)) {
          months.add(month);
        }
      }
    }
    return months;
  }

  /** Signs for what is not held of one, in the transaction that drops it. */
  void sign(Connection connection, YearMonth month) throws SQLException {
    try (Statement lock = connection.createStatement()) {
      lock.execute(LOCK);
    }
    try (PreparedStatement query = connection.prepareStatement(RANGES)) {
      query.setFetchSize(PART);
      for (int i = 1; i <= 3; i += 2) {
        query.setObject(i, utc(start(month)));
        query.setObject(i + 1, utc(start(month.plusMonths(1))));
      }
      try (ResultSet rows = query.executeQuery()) {
        sign(connection, month, rows);
      }
    }
  }

  private void sign(Connection connection, YearMonth month, ResultSet rows) throws SQLException {
    int parts = 0;
    boolean more = rows.next();
    while (more) {
      long chain = rows.getLong(1);
      Sequences sequences = new Sequences();
      KeptHashes kept = new KeptHashes();
      for (int i = 0; i < PART && more && rows.getLong(1) == chain; i++) {
        sequences.add(rows.getLong(2), rows.getLong(3));
        if (rows.getBytes(4) != null) {
          kept.add(rows.getLong(2) - 1, rows.getBytes(4));
        }
        more = rows.next();
      }
      add(connection, month, parts++, chain, sequences, kept);
    }
  }

  private void add(
      Connection connection,
      YearMonth month,
      int part,
      long chain,
      Sequences sequences,
      KeptHashes kept)
      throws SQLException {
    Instant now = stamp.now();
    DroppedRecords statement =
        DroppedRecords.signed(
            chain,
            MONTH.format(month),
            sequences.toString(),
            kept.statement(),
            RecordJson.time(now),
            keys.signing());
    try (PreparedStatement insert = connection.prepareStatement(ADD)) {
      insert.setLong(1, statement.chain());
      insert.setString(2, statement.month());
      insert.setInt(3, part);
      insert.setString(4, statement.sequences());
      insert.setString(5, statement.kept());
      insert.setObject(6, utc(now));
      insert.setString(7, statement.key());
      insert.setString(8, statement.signature());
      insert.executeUpdate();
    }
  }

  static Instant start(YearMonth month) {
    return month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  private static OffsetDateTime utc(Instant time) {
    return time.atOffset(ZoneOffset.UTC);
  }
}
