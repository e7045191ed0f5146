package io.sekisho.store;

import io.agroal.api.AgroalDataSource;
import io.sekisho.destination.Authority;
import io.sekisho.destination.Host;
import io.sekisho.policy.Subject;
import io.sekisho.policy.learning.Seen;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What no policy allowed, and a policy in report mode would have. */
@ApplicationScoped
public class ReportedAllows {

  private static final int PATIENCE_SECONDS = 15;

  private static final String SEEN =
      """
      select user_name, service_account, groups, host, port,
        count(*), min(attempted_at), max(attempted_at)
      from audit_record
      where would_deny is false and attempted_at >= ? and attempted_at < ?
        and report_policy = coalesce(?, report_policy)
        and user_name is not null and host is not null and port is not null
      group by user_name, service_account, groups, host, port
      order by user_name, service_account, groups, host, port
      limit ?
      """;

  private final AgroalDataSource dataSource;
  private final AuditAccesses accesses;

  ReportedAllows(AgroalDataSource dataSource, AuditAccesses accesses) {
    this.dataSource = dataSource;
    this.accesses = accesses;
  }

  /**
   * All that was reported, by caller, groups and destination; blocks. That it is read is recorded.
   *
   * @param from inclusive
   * @param to exclusive
   * @param policy the one that reported it; empty for any
   * @param limit at most so many
   */
  public List<Seen> read(
      Access access, Instant from, Instant to, Optional<String> policy, int limit) {
    List<Seen> seen = read(from, to, policy, limit);
    accesses.answered(access, seen.size());
    return seen;
  }

  private List<Seen> read(Instant from, Instant to, Optional<String> policy, int limit) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement query = connection.prepareStatement(SEEN)) {
      query.setQueryTimeout(PATIENCE_SECONDS);
      query.setObject(1, from.atOffset(ZoneOffset.UTC));
      query.setObject(2, to.atOffset(ZoneOffset.UTC));
      query.setString(3, policy.orElse(null));
      query.setInt(4, limit);
      List<Seen> seen = new ArrayList<>();
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          seen.add(seen(rows));
        }
      }
      return seen;
    } catch (SQLException e) {
      throw new IllegalStateException("the audit log cannot be read", e);
    }
  }

  private static Seen seen(ResultSet row) throws SQLException {
    String user = row.getString(1);
    Set<String> groups = PastAttempts.groups(row.getArray(3));
    return new Seen(
        ServiceAccounts.of(row.getString(2), user)
            .<Subject>map(Subject.ServiceAccount::new)
            .orElseGet(() -> new Subject.User(user)),
        groups,
        groups.size() < AuditRecordMapping.MAX_GROUPS,
        new Authority(Host.parseWritten(row.getString(4)), row.getInt(5)),
        row.getLong(6),
        row.getObject(7, OffsetDateTime.class).toInstant(),
        row.getObject(8, OffsetDateTime.class).toInstant());
  }
}
