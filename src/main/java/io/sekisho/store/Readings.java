package io.sekisho.store;

import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * Long readings of the log, row by row, however many there are: each holds a connection and one
 * state of the database for as long as it takes.
 */
@ApplicationScoped
class Readings {

  /** Rows in memory at one time; each may have some hundred groups. */
  static final int FETCH_SIZE = 256;

  /** To sort a year takes longer than a connection is silent otherwise. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  /** A client that does not read holds the database's snapshot no longer than this. */
  private static final String FOR_THIS_READING =
      """
      set local work_mem = '64MB';
      set local statement_timeout = '10min';
      set local idle_in_transaction_session_timeout = '1min'
      """;

  private final AgroalDataSource dataSource;

  Readings(AgroalDataSource dataSource) {
    this.dataSource = dataSource;
  }

  /** What is read. */
  interface Work {
    void on(Connection connection) throws SQLException;
  }

  /**
   * Reads in a transaction of its own; blocks until all is read. Cancelled before, it does not
   * begin; cancelled meanwhile, it fails if the work does not see it first.
   */
  void read(Reading reading, Work work) {
    try (Connection connection = dataSource.getConnection()) {
      Patience.with(
          connection,
          PATIENCE,
          patient -> {
            read(patient, reading, work);
            return null;
          });
    } catch (SQLException e) {
      throw new IllegalStateException("the audit log cannot be read", e);
    }
  }

  private static void read(Connection connection, Reading reading, Work work) throws SQLException {
    connection.setAutoCommit(false);
    try {
      reading.begin(connection);
      if (!reading.isCancelled()) {
        prepare(connection);
        work.on(connection);
      }
    } finally {
      reading.end();
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  private static void prepare(Connection connection) throws SQLException {
    try (Statement settings = connection.createStatement()) {
      settings.execute(FOR_THIS_READING);
    }
  }
}
