package io.sekisho.store;

import io.sekisho.store.AuditSummary.By;
import io.sekisho.store.AuditSummary.Line;
import io.sekisho.store.AuditSummary.Order;
import io.sekisho.store.AuditSummary.Sums;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceException;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.hibernate.Session;
import org.hibernate.query.NativeQuery;

/**
 * Sums up the audit log: whole hours, days and months from the sums that are kept, the rest of the
 * first and the last hour and what is not in the sums yet from the log. All in one statement, and
 * so of one moment: a summary is exact, and never behind the log.
 */
@ApplicationScoped
public class AuditSummaries {

  private static final String SUMS = ", tunnels, denials, errors, bytes_up, bytes_down ";

  private static final String SUMMED =
      """
      select key, port, hour, cast(sum(tunnels) as bigint), cast(sum(denials) as bigint),
        cast(sum(errors) as bigint), cast(sum(bytes_up) as bigint),
        cast(sum(bytes_down) as bigint), cast(sum(sum(tunnels)) over () as bigint),
        cast(sum(sum(denials)) over () as bigint), cast(sum(sum(errors)) over () as bigint),
        cast(sum(sum(bytes_up)) over () as bigint), cast(sum(sum(bytes_down)) over () as bigint),
        count(*) over ()
      from part group by key, port, hour order by\s\
      """;

  private final EntityManager entities;
  private final AuditAccesses accesses;

  AuditSummaries(EntityManager entities, AuditAccesses accesses) {
    this.entities = entities;
    this.accesses = accesses;
  }

  /**
   * Sums up a time; blocks. That it is read is recorded.
   *
   * @param from attempts at this time or later
   * @param to attempts before this time
   * @param limit at most so many lines
   * @throws AuditLog.TooLong if it takes longer than 15 seconds
   */
  @Transactional
  public AuditSummary read(Access access, By by, Instant from, Instant to, Order order, int limit) {
    AuditSummary summary = read(by, from, to, order, limit);
    accesses.answered(access, summary.lines().size());
    return summary;
  }

  @Transactional
  AuditSummary read(By by, Instant from, Instant to, Order order, int limit) {
    Session session = entities.unwrap(Session.class);
    session.doWork(AuditLog::prepare);
    Parts parts = Parts.of(from, to, by);
    NativeQuery<Object[]> query =
        session
            .createNativeQuery(sql(by, order), Object[].class)
            .setParameter("from", from)
            .setParameter("firstHour", parts.firstHour())
            .setParameter("firstDay", parts.firstDay())
            .setParameter("firstMonth", parts.firstMonth())
            .setParameter("lastMonth", parts.lastMonth())
            .setParameter("lastDay", parts.lastDay())
            .setParameter("lastHour", parts.lastHour())
            .setParameter("to", to)
            .setMaxResults(limit);
    try {
      return summary(query.getResultList());
    } catch (PersistenceException e) {
      throw StoreFailures.isCancelled(e) ? new AuditLog.TooLong(e) : e;
    }
  }

  /**
   * Where the parts of a time meet; a part that is empty begins where it ends.
   *
   * @param firstHour until here, and from the last hour on, records are counted one by one
   * @param firstDay from here to the last day, sums of days or of more are taken
   * @param firstMonth from here to the last month, sums of months are taken
   */
  record Parts(
      Instant firstHour,
      Instant firstDay,
      Instant firstMonth,
      Instant lastMonth,
      Instant lastDay,
      Instant lastHour) {

    static Parts of(Instant from, Instant to, By by) {
      Instant firstHour = next(from, ChronoUnit.HOURS);
      Instant lastHour = to.truncatedTo(ChronoUnit.HOURS);
      if (firstHour.isAfter(lastHour)) {
        return new Parts(to, to, to, to, to, to);
      }
      Instant firstDay = next(firstHour, ChronoUnit.DAYS);
      Instant lastDay = lastHour.truncatedTo(ChronoUnit.DAYS);
      if (by == By.HOUR || firstDay.isAfter(lastDay)) {
        return new Parts(firstHour, lastHour, lastHour, lastHour, lastHour, lastHour);
      }
      Instant lastMonth = DroppedMonths.start(month(lastDay));
      Instant begun = DroppedMonths.start(month(firstDay));
      Instant firstMonth =
          begun.equals(firstDay) ? begun : DroppedMonths.start(month(firstDay).plusMonths(1));
      return firstMonth.isAfter(lastMonth)
          ? new Parts(firstHour, firstDay, lastDay, lastDay, lastDay, lastHour)
          : new Parts(firstHour, firstDay, firstMonth, lastMonth, lastDay, lastHour);
    }

    private static Instant next(Instant time, ChronoUnit unit) {
      Instant begun = time.truncatedTo(unit);
      return begun.equals(time) ? time : begun.plus(1, unit);
    }

    private static YearMonth month(Instant time) {
      return YearMonth.from(time.atOffset(ZoneOffset.UTC));
    }
  }

  private static String sql(By by, Order order) {
    return "with part (key, port, hour, tunnels, denials, errors, bytes_up, bytes_down) as ("
        + String.join(
            " union all ",
            kept(by, "hour", "firstHour", "firstDay"),
            kept(by, "day", "firstDay", "firstMonth"),
            kept(by, "month", "firstMonth", "lastMonth"),
            kept(by, "day", "lastMonth", "lastDay"),
            kept(by, "hour", "lastDay", "lastHour"),
            counted(by, "kind in ('refused', 'opened')", "from", "firstHour"),
            counted(by, "kind = 'closed'", "from", "firstHour"),
            counted(by, "kind in ('refused', 'opened')", "lastHour", "to"),
            counted(by, "kind = 'closed'", "lastHour", "to"),
            uncounted(by))
        + ")\n"
        + SUMMED
        + order(by, order);
  }

  private static String kept(By by, String span, String from, String to) {
    String hour = by == By.HOUR ? "starts_at" : "cast(null as timestamptz)";
    return "select key, port, "
        + hour
        + SUMS
        + "from audit_sum where dimension = '"
        + dimension(by)
        + "' and span = '"
        + span
        + "'"
        + between("starts_at", from, to);
  }

  private static String counted(By by, String kind, String from, String to) {
    return "select "
        + keys(by)
        + SUMS
        + "from audit_contribution c where c."
        + kind
        + between("c.attempted_at", from, to);
  }

  private static String uncounted(By by) {
    return "select "
        + keys(by)
        + SUMS
        + "from audit_uncounted u, unnest(u.records, u.attempted_at) as r (id, at)"
        + " join audit_contribution c on c.id = r.id and c.attempted_at = r.at where true"
        + between("r.at", "firstHour", "lastHour");
  }

  private static String between(String column, String from, String to) {
    return " and " + column + " >= :" + from + " and " + column + " < :" + to;
  }

  private static String dimension(By by) {
    return switch (by) {
      case USER -> "user";
      case DESTINATION -> "destination";
      case POLICY -> "policy";
      case HOUR -> "all";
    };
  }

  /** Key, port and hour of one record. */
  private static String keys(By by) {
    return switch (by) {
      case USER -> "c.user_name, 0, cast(null as timestamptz)";
      case DESTINATION -> "c.host, c.port, cast(null as timestamptz)";
      case POLICY -> "c.policy, 0, cast(null as timestamptz)";
      case HOUR -> "'', 0, date_trunc('hour', c.attempted_at, 'UTC')";
    };
  }

  private static String order(By by, Order order) {
    String largest =
        switch (order) {
          case BYTES -> "sum(bytes_up) + sum(bytes_down)";
          case TUNNELS -> "sum(tunnels)";
          case DENIALS -> "sum(denials)";
          case ERRORS -> "sum(errors)";
        };
    return by == By.HOUR ? "hour desc" : largest + " desc, key collate \"C\", port";
  }

  private static AuditSummary summary(List<Object[]> rows) {
    return new AuditSummary(
        rows.stream()
            .map(row -> new Line((String) row[0], (Integer) row[1], (Instant) row[2], sums(row, 3)))
            .toList(),
        rows.isEmpty() ? new Sums(0, 0, 0, 0, 0) : sums(rows.get(0), 8),
        rows.isEmpty() ? 0 : (Long) rows.get(0)[13]);
  }

  private static Sums sums(Object[] row, int first) {
    return new Sums(
        (Long) row[first],
        (Long) row[first + 1],
        (Long) row[first + 2],
        (Long) row[first + 3],
        (Long) row[first + 4]);
  }
}
