package io.sekisho.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/** Where followers of the log stand, and why they do not go on, as every replica can tell. */
final class LogStandings {

  private static final String FAILS =
      "update log_follower set failing_since = coalesce(failing_since, ?), failure = ?"
          + " where name = ? and holder = ?";

  private static final String FAILS_NO_MORE =
      "update log_follower set failing_since = null, failure = null where name = ?";

  private static final String STANDING =
      "select case when until > now() then holder end, failing_since, failure"
          + " from log_follower where name = ?";

  private LogStandings() {}

  /** Keeps why it does not go on, and since when, if it is still led by the same. */
  static void fails(Connection connection, String name, String holder, LogFollowing.Failure failure)
      throws SQLException {
    try (PreparedStatement fails = connection.prepareStatement(FAILS)) {
      fails.setObject(1, failure.since().atOffset(ZoneOffset.UTC));
      fails.setString(2, failure.cause());
      fails.setString(3, name);
      fails.setString(4, holder);
      fails.executeUpdate();
    }
  }

  /** Forgets it. */
  static void failsNoMore(Connection connection, String name) throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(FAILS_NO_MORE)) {
      update.setString(1, name);
      update.executeUpdate();
    }
  }

  /** Where it stands. */
  static LogFollowing.Standing standing(Connection connection, String name) throws SQLException {
    Optional<String> leader = Optional.empty();
    Optional<LogFollowing.Failure> failure = Optional.empty();
    try (PreparedStatement query = connection.prepareStatement(STANDING)) {
      query.setString(1, name);
      try (ResultSet row = query.executeQuery()) {
        if (row.next()) {
          leader = Optional.ofNullable(row.getString(1)).map(LogFollowing::node);
          OffsetDateTime since = row.getObject(2, OffsetDateTime.class);
          if (since != null) {
            failure = Optional.of(new LogFollowing.Failure(since.toInstant(), row.getString(3)));
          }
        }
      }
    }
    return new LogFollowing.Standing(
        name,
        leader,
        LogPositions.open(connection, name),
        LogPositions.waiting(connection, name),
        failure);
  }
}
