package io.sekisho.store;

import io.sekisho.watch.PastUnavailable;
import java.sql.SQLException;

/** What a failure of the store means. */
public final class StoreFailures {

  private StoreFailures() {}

  /**
   * Whether the database could not be reached or went away: SQLSTATE classes 08 (connection) and 57
   * (operator intervention), or no state at all, as when no connection was to be had.
   */
  public static boolean isOutage(Throwable failure) {
    String state = state(failure);
    return state != null && (state.isEmpty() || state.startsWith("08") || state.startsWith("57"));
  }

  /** Whether the database ended the statement, as it took too long: 57014. */
  static boolean isCancelled(Throwable failure) {
    return "57014".equals(state(failure));
  }

  /** Whether it is about what was to be written: 22 (data), 23 (constraints) or 54 (limits). */
  static boolean isAboutTheData(Throwable failure) {
    String state = state(failure);
    return state != null
        && (state.startsWith("22") || state.startsWith("23") || state.startsWith("54"));
  }

  /**
   * As whoever follows the log shall see it: what is about the data, or takes too long of one thing
   * asked, need not hold up the others.
   */
  static RuntimeException ofThePast(String message, Exception failure) {
    return isAboutTheData(failure) || isCancelled(failure)
        ? new IllegalStateException(message, failure)
        : new PastUnavailable(message, failure);
  }

  /** The SQLSTATE, empty if the driver gave none, null if it is no failure of the database. */
  private static String state(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        return sql.getSQLState() == null ? "" : sql.getSQLState();
      }
    }
    return null;
  }
}
