package io.sekisho.support;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * Statements that prepare a test. They wait for locks and disks for longer than the application
 * would, as a machine on which tests run may be busy with much else.
 */
public final class PatientSql {

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private PatientSql() {}

  /** Executes one after the other, each in a transaction of its own. */
  public static void execute(DataSource database, String... statements) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      int usual = connection.getNetworkTimeout();
      connection.setNetworkTimeout(Runnable::run, (int) PATIENCE.toMillis());
      try {
        for (String sql : statements) {
          statement.execute(sql);
        }
      } finally {
        connection.setNetworkTimeout(Runnable::run, usual);
      }
    }
  }
}
