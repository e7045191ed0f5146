package io.sekisho.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/** Lets a connection be silent for longer than others, which would be given up by then. */
final class Patience {

  private Patience() {}

  /** What takes so long. */
  interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  /** Does it, and is then as patient with the connection as before. */
  static <T> T with(Connection connection, Duration duration, Work<T> work) throws SQLException {
    int before = connection.getNetworkTimeout();
    connection.setNetworkTimeout(Runnable::run, (int) duration.toMillis());
    try {
      return work.on(connection);
    } finally {
      if (!connection.isClosed()) {
        connection.setNetworkTimeout(Runnable::run, before);
      }
    }
  }
}
