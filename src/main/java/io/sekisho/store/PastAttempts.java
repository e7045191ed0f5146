package io.sekisho.store;

import io.sekisho.destination.Authority;
import io.sekisho.destination.Host;
import io.sekisho.policy.replay.PastAttempt;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.InetAddress;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The attempts that policies decided on, read one after the other, however many there are. */
@ApplicationScoped
public class PastAttempts {

  /**
   * Of those that failed after they were allowed, the address is the first that was tried. A name
   * that was not resolved had been allowed by its name, or it would have been a denial. Sorted by
   * bytes, which is fastest: any order does that keeps together what belongs together.
   */
  private static final String ATTEMPTS =
      """
      select user_name, service_account, groups, host, port,
        host(coalesce(address,
          case when dialled #>> '{0,parent}' is null then (dialled #>> '{0,address}')::inet end)),
        attempted_at, decision <> 'deny', policy
      from audit_record
      where kind in ('refused', 'opened') and attempted_at >= ? and attempted_at < ?
        and user_name is not null and host is not null and port is not null
        and (kind = 'opened'
          or decision = 'deny' and error = 'http_request_denied'
          or decision = 'error' and (policy is not null or error in ('dns_error', 'dns_timeout')))
      order by user_name collate "C", host collate "C", port, attempted_at
      """;

  private final Readings readings;
  private final AuditAccesses accesses;

  PastAttempts(Readings readings, AuditAccesses accesses) {
    this.readings = readings;
    this.accesses = accesses;
  }

  /** Records that somebody is about to have them read. */
  public BegunAccess begin(Access access) {
    return accesses.begin(access);
  }

  /**
   * Reads the attempts of a time, those of one user and destination together and in the order of
   * their times. Blocks until all are read, and holds a connection and one state of the database
   * meanwhile.
   *
   * @param access that it is read is recorded already
   * @param from inclusive
   * @param to exclusive
   * @param reading to end it early: then it returns, or fails
   * @param consumer takes them one by one; what it throws ends the reading
   */
  public void read(
      BegunAccess access,
      Instant from,
      Instant to,
      Reading reading,
      Consumer<PastAttempt> consumer) {
    accesses.stream(
        access,
        count ->
            readings.read(
                reading,
                connection -> {
                  read(
                      connection,
                      from,
                      to,
                      reading,
                      attempt -> {
                        count.row();
                        consumer.accept(attempt);
                      });
                  count.completeUnless(reading);
                }));
  }

  private static void read(
      Connection connection,
      Instant from,
      Instant to,
      Reading reading,
      Consumer<PastAttempt> consumer)
      throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(ATTEMPTS)) {
      query.setFetchSize(Readings.FETCH_SIZE);
      query.setObject(1, from.atOffset(ZoneOffset.UTC));
      query.setObject(2, to.atOffset(ZoneOffset.UTC));
      try (ResultSet rows = query.executeQuery()) {
        while (!reading.isCancelled() && rows.next()) {
          consumer.accept(attempt(rows));
        }
      }
    }
  }

  private static PastAttempt attempt(ResultSet row) throws SQLException {
    String user = row.getString(1);
    return new PastAttempt(
        user,
        ServiceAccounts.of(row.getString(2), user),
        groups(row.getArray(3)),
        new Authority(Host.parseWritten(row.getString(4)), row.getInt(5)),
        Optional.ofNullable(row.getString(6)).flatMap(PastAttempts::address),
        row.getObject(7, OffsetDateTime.class).toInstant(),
        row.getBoolean(8),
        Optional.ofNullable(row.getString(9)));
  }

  static Set<String> groups(Array array) throws SQLException {
    return array == null ? Set.of() : new HashSet<>(Arrays.asList((String[]) array.getArray()));
  }

  private static Optional<InetAddress> address(String text) {
    return Host.parseWritten(text) instanceof Host.Address literal
        ? Optional.of(literal.address())
        : Optional.empty();
  }
}
