package io.sekisho.store;

import io.agroal.api.AgroalDataSource;
import io.sekisho.store.RecordColumns.Column;
import io.sekisho.store.RecordColumns.Type;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Commits groups of records, which every tunnel waits for: on a connection that is kept, with two
 * round trips each. The first one begins a transaction and takes the chain's lock. Only when that
 * is held, the second one inserts and commits, so that nothing can come in of which this process
 * does not know that it may.
 *
 * <p>Used by the journal's writer alone, one group at a time.
 */
@ApplicationScoped
class RecordInserts {

  /** A transaction whose client has vanished without a word ends then, and frees the lock. */
  static final String LOCK =
      "select pg_advisory_xact_lock(hashtextextended('sekisho.audit.chain:' || ?, 0))::text"
          + " || set_config('idle_in_transaction_session_timeout', '15s', true)";

  private static final String INSERT =
      "insert into audit_record ("
          + columns().map(Column::sql).collect(Collectors.joining(", "))
          + ") select "
          + columns().map(RecordInserts::taken).collect(Collectors.joining(", "))
          + " from json_to_recordset(cast(? as json)) as r ("
          + columns()
              .map(column -> '"' + column.name() + "\" " + column.type().sql())
              .collect(Collectors.joining(", "))
          + "); commit";

  private final AgroalDataSource dataSource;
  private Kept kept;

  RecordInserts(AgroalDataSource dataSource) {
    this.dataSource = dataSource;
  }

  /** What is done on it. */
  private record Kept(Connection connection, PreparedStatement lock, PreparedStatement insert) {}

  /**
   * Commits records, all or none; blocks.
   *
   * @param records a JSON array of what {@link RecordText} writes
   * @throws SQLException if they are not in, as the database will not have them, or if that is not
   *     known
   */
  void commit(long chain, String records) throws SQLException {
    try {
      begin(chain);
      kept.insert().setString(1, records);
      kept.insert().execute();
    } catch (SQLException e) {
      giveUp();
      throw e;
    }
  }

  /** The database may have ended the connection since: then another one is as good. */
  private void begin(long chain) throws SQLException {
    boolean fresh = kept == null;
    try {
      lock(chain);
    } catch (SQLException e) {
      if (fresh) {
        throw e;
      }
      giveUp();
      lock(chain);
    }
  }

  private void lock(long chain) throws SQLException {
    if (kept == null) {
      kept = open();
    }
    kept.lock().setString(1, Long.toString(chain));
    kept.lock().executeQuery().close();
  }

  private Kept open() throws SQLException {
    Connection connection = dataSource.getConnection();
    try {
      connection.setAutoCommit(false);
      return new Kept(
          connection, connection.prepareStatement(LOCK), connection.prepareStatement(INSERT));
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  private void giveUp() {
    if (kept == null) {
      return;
    }
    try (Connection connection = kept.connection()) {
      connection.rollback();
    } catch (SQLException e) {
      // It is broken, which is why it is given up.
    } finally {
      kept = null;
    }
  }

  private static Stream<Column> columns() {
    return Stream.concat(RecordColumns.HASHED.stream(), Stream.of(RecordColumns.HASH));
  }

  private static String taken(Column column) {
    String value = "r.\"" + column.name() + '"';
    return column.type() == Type.BYTES ? "decode(" + value + ", 'hex')" : value;
  }
}
