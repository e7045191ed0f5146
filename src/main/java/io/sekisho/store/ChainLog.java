package io.sekisho.store;

import io.sekisho.proof.ChainStart;
import io.sekisho.proof.Checkpoint;
import io.sekisho.proof.DroppedRecords;
import io.sekisho.proof.LogVerifier;
import io.sekisho.proof.LogVisitor;
import io.sekisho.proof.LogVisitor.Witness;
import io.sekisho.proof.Verification;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** The records as they are chained, read one after the other, however many there are. */
@ApplicationScoped
public class ChainLog {

  /** A record may be committed so much later than it was made. */
  private static final Duration DELAY = Duration.ofMinutes(10);

  private static final String OF_ONE_STATE =
      "set transaction isolation level repeatable read read only";

  /** All chains, and the numbers that only records have: one step into the index for each. */
  private static final String CHAINS =
      """
      with recursive seen as (
        select min(chain) as chain from audit_record where chain is not null
        union all
        select (select min(r.chain) from audit_record r where r.chain > s.chain)
        from seen s where s.chain is not null
      )
      select number, node, started_at, previous_sequence, previous_hash from audit_chain
      union all
      select s.chain, null, null, null, null from seen s
      where s.chain is not null and not exists (
        select 1 from audit_chain c where c.number = s.chain)
      order by 1
      """;

  private static final String BEFORE =
      "select sequence from audit_checkpoint where chain = ? and signed_at < ?"
          + " order by signed_at desc, number desc limit 1";
  private static final String BEHIND =
      "select sequence from audit_checkpoint where chain = ? and signed_at >= ?"
          + " order by signed_at, number limit 1";
  private static final String SPAN =
      "select min(sequence), max(sequence) from audit_record where chain = ? and sequence >= ?"
          + " and sequence <= ?";
  private static final String DROPPED =
      "select month, sequences, kept, dropped_at, key, signature from audit_dropped where chain = ?"
          + " order by month";
  private static final String RECORDS =
      "select "
          + RecordJson.COLUMNS
          + " from audit_record where chain = ? and sequence between ? and ? order by sequence";
  private static final String CHECKPOINTS =
      "select number, sequence, hash, signed_at, last, key, signature from audit_checkpoint"
          + " where chain = ? and sequence between ? and ? order by sequence, number";
  private static final String UNCHAINED =
      "select "
          + RecordJson.COLUMNS
          + " from audit_record where chain is null and attempted_at >= ? and attempted_at < ?"
          + " order by attempted_at";

  private final Readings readings;
  private final AuditAccesses accesses;
  private final AuditChain own;

  ChainLog(Readings readings, AuditAccesses accesses, AuditChain own) {
    this.readings = readings;
    this.accesses = accesses;
    this.own = own;
  }

  private record Chain(long number, Optional<ChainStart> start) {}

  /** Is told how far a reading has come. */
  public interface Progress {

    /** What there is to read, about: what the retention has dropped in between counts, too. */
    void expect(long records);

    /** One more record was read. */
    void record();
  }

  /** Records that somebody is about to be shown the log. */
  public BegunAccess begin(Access access) {
    return accesses.begin(access);
  }

  /**
   * Shows the log as {@link #verify} does, row by row.
   *
   * @param reading to end it early: then it returns, or fails
   */
  public void show(
      BegunAccess access, Instant from, Instant to, Reading reading, LogVisitor visitor) {
    accesses.stream(
        access,
        count -> {
          walk(from, to, reading, visitor, count::row, Optional.empty());
          count.completeUnless(reading);
        });
  }

  /**
   * Leads a verifier through all chains, and in each from the last checkpoint before a time to the
   * first one behind another, or from its beginning, or to its end. Blocks until all is shown, and
   * holds a connection and one state of the database meanwhile.
   *
   * @param from inclusive
   * @param to exclusive
   * @param reading to end it early: then it returns, or fails
   */
  public Verification verify(
      Access access, Instant from, Instant to, Reading reading, LogVerifier verifier) {
    walk(from, to, reading, verifier, () -> {}, Optional.empty());
    return answered(access, verifier);
  }

  /**
   * The same, telling how far it has come. What there is to read is found out first, from the ends
   * of the chains alone.
   */
  public Verification verify(
      Access access,
      Instant from,
      Instant to,
      Reading reading,
      LogVerifier verifier,
      Progress progress) {
    walk(from, to, reading, verifier, progress::record, Optional.of(progress));
    return answered(access, verifier);
  }

  private Verification answered(Access access, LogVerifier verifier) {
    Verification result = verifier.result();
    accesses.answered(access, result.records());
    return result;
  }

  private void walk(
      Instant from,
      Instant to,
      Reading reading,
      LogVisitor visitor,
      Runnable counter,
      Optional<Progress> progress) {
    // Known before the database's state is taken, so that it has at least that.
    Optional<AuditChain.Head> head = own.head();
    readings.read(
        reading,
        connection ->
            new Walk(connection, from, to, reading, visitor, counter).all(head, progress));
  }

  /** One reading of it. */
  private record Walk(
      Connection connection,
      Instant from,
      Instant to,
      Reading reading,
      LogVisitor visitor,
      Runnable counter) {

    void all(Optional<AuditChain.Head> head, Optional<Progress> progress) throws SQLException {
      try (Statement settings = connection.createStatement()) {
        settings.execute(OF_ONE_STATE);
      }
      List<Chain> chains = chains();
      int shown = shown(chains);
      if (progress.isPresent()) {
        progress.get().expect(expected(chains.subList(0, shown)));
      }
      for (int i = 0; i < shown && !reading.isCancelled(); i++) {
        Chain chain = chains.get(i);
        Optional<ChainStart> next =
            i + 1 < chains.size() ? chains.get(i + 1).start() : Optional.empty();
        chain(
            chain,
            next.filter(start -> start.chain() == chain.number() + 1)
                .map(start -> new Witness(start.previousSequence(), start.previousHash())),
            head.filter(known -> known.chain() == chain.number())
                .map(known -> new Witness(known.sequence(), known.hashText())));
      }
      unchained();
      if (!reading.isCancelled()) {
        visitor.end();
      }
    }

    /** Up to the last that began before the end: clocks may not agree, numbers do. */
    private int shown(List<Chain> chains) {
      int shown = chains.size();
      while (shown > 0
          && chains
              .get(shown - 1)
              .start()
              .filter(start -> !Instant.parse(start.startedAt()).isBefore(to))
              .isPresent()) {
        shown--;
      }
      return shown;
    }

    private List<Chain> chains() throws SQLException {
      List<Chain> chains = new ArrayList<>();
      try (PreparedStatement query = connection.prepareStatement(CHAINS);
          ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          long number = rows.getLong(1);
          chains.add(
              new Chain(
                  number,
                  rows.getString(2) == null
                      ? Optional.empty()
                      : Optional.of(
                          new ChainStart(
                              number,
                              rows.getString(2),
                              time(rows, 3),
                              rows.getLong(4),
                              HexFormat.of().formatHex(rows.getBytes(5))))));
        }
      }
      return chains;
    }

    private long expected(List<Chain> chains) throws SQLException {
      long records = 0;
      try (PreparedStatement query = connection.prepareStatement(SPAN)) {
        for (Chain chain : chains) {
          query.setLong(1, chain.number());
          query.setLong(2, first(chain));
          query.setLong(3, last(chain).orElse(Long.MAX_VALUE));
          try (ResultSet row = query.executeQuery()) {
            row.next();
            long least = row.getLong(1);
            records += row.wasNull() ? 0 : row.getLong(2) - least + 1;
          }
        }
      }
      return records;
    }

    private long first(Chain chain) throws SQLException {
      return Math.max(1, checkpoint(BEFORE, chain.number(), from).orElse(1L));
    }

    private Optional<Long> last(Chain chain) throws SQLException {
      return checkpoint(BEHIND, chain.number(), to.plus(DELAY));
    }

    private void chain(Chain chain, Optional<Witness> successor, Optional<Witness> writer)
        throws SQLException {
      long first = first(chain);
      Optional<Long> last = last(chain);
      visitor.chain(chain.number(), chain.start(), first, last.isEmpty(), successor, writer);
      dropped(chain.number());
      records(chain.number(), first, last.orElse(Long.MAX_VALUE));
    }

    private Optional<Long> checkpoint(String sql, long chain, Instant time) throws SQLException {
      try (PreparedStatement query = connection.prepareStatement(sql)) {
        query.setLong(1, chain);
        query.setObject(2, time.atOffset(ZoneOffset.UTC));
        try (ResultSet row = query.executeQuery()) {
          return row.next() ? Optional.of(row.getLong(1)) : Optional.empty();
        }
      }
    }

    private void dropped(long chain) throws SQLException {
      try (PreparedStatement query = connection.prepareStatement(DROPPED)) {
        query.setLong(1, chain);
        try (ResultSet rows = query.executeQuery()) {
          while (rows.next()) {
            visitor.dropped(
                new DroppedRecords(
                    chain,
                    rows.getString(1),
                    rows.getString(2),
                    rows.getString(3),
                    time(rows, 4),
                    rows.getString(5),
                    rows.getString(6)));
          }
        }
      }
    }

    /** Each checkpoint behind the record that it is about. */
    private void records(long chain, long first, long last) throws SQLException {
      try (PreparedStatement records = stream(RECORDS);
          PreparedStatement checkpoints = stream(CHECKPOINTS)) {
        records.setLong(1, chain);
        // Those in the place of none are found, too.
        records.setLong(2, first == 1 ? Long.MIN_VALUE : first);
        records.setLong(3, last);
        checkpoints.setLong(1, chain);
        checkpoints.setLong(2, first == 1 ? 0 : first);
        checkpoints.setLong(3, last);
        try (ResultSet record = records.executeQuery();
            ResultSet checkpoint = checkpoints.executeQuery()) {
          boolean more = checkpoint.next();
          while (!reading.isCancelled() && record.next()) {
            long sequence = record.getLong("sequence");
            while (more && checkpoint.getLong("sequence") < sequence) {
              visitor.checkpoint(checkpoint(chain, checkpoint));
              more = checkpoint.next();
            }
            visitor.record(RecordJson.of(record));
            counter.run();
          }
          while (!reading.isCancelled() && more) {
            visitor.checkpoint(checkpoint(chain, checkpoint));
            more = checkpoint.next();
          }
        }
      }
    }

    private void unchained() throws SQLException {
      try (PreparedStatement query = stream(UNCHAINED)) {
        query.setObject(1, from.atOffset(ZoneOffset.UTC));
        query.setObject(2, to.atOffset(ZoneOffset.UTC));
        try (ResultSet rows = query.executeQuery()) {
          while (!reading.isCancelled() && rows.next()) {
            visitor.unchained(RecordJson.of(rows));
            counter.run();
          }
        }
      }
    }

    private PreparedStatement stream(String sql) throws SQLException {
      PreparedStatement query = connection.prepareStatement(sql);
      query.setFetchSize(Readings.FETCH_SIZE);
      return query;
    }

    private static Checkpoint checkpoint(long chain, ResultSet row) throws SQLException {
      return new Checkpoint(
          chain,
          row.getLong(1),
          row.getLong(2),
          HexFormat.of().formatHex(row.getBytes(3)),
          time(row, 4),
          row.getBoolean(5),
          row.getString(6),
          row.getString(7));
    }

    private static String time(ResultSet row, int column) throws SQLException {
      return RecordJson.time(row.getObject(column, OffsetDateTime.class).toInstant());
    }
  }
}
