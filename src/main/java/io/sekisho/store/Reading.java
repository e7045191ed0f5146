package io.sekisho.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.BooleanSupplier;
import org.postgresql.PGConnection;

/** A reading of the log that can be ended from elsewhere. */
public final class Reading {

  private final BooleanSupplier unwanted;
  private volatile boolean cancelled;
  private PGConnection connection;

  /**
   * A reading that ends by itself when nobody wants it any more.
   *
   * @param unwanted asked from row to row
   */
  public Reading(BooleanSupplier unwanted) {
    this.unwanted = unwanted;
  }

  /** Ends it, or keeps it from beginning; blocks for a moment. */
  public synchronized void cancel() {
    cancelled = true;
    if (connection != null) {
      try {
        connection.cancelQuery();
      } catch (SQLException e) {
        throw new IllegalStateException("the query cannot be cancelled", e);
      }
    }
  }

  /** Whether it was ended, or is to end by itself. */
  public boolean isCancelled() {
    return cancelled || unwanted.getAsBoolean();
  }

  /** From here on its queries run on this connection. */
  synchronized void begin(Connection running) throws SQLException {
    connection = running.unwrap(PGConnection.class);
  }

  /** The connection is somebody else's from here on. */
  synchronized void end() {
    connection = null;
  }
}
