package io.sekisho.store;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.sekisho.watch.Baselines;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.UUID;
import org.hibernate.Session;

/**
 * What users send, from the sums of the log, and from the newest records that are not in them yet.
 */
@ApplicationScoped
public class UserUploads implements Baselines {

  private static final int DAYS = 28;

  /** Of the list of what is not in the sums; more wait only while it is being caught up with. */
  private static final String SQL =
      """
      with newest as materialized (
        select records, attempted_at from audit_uncounted order by id desc limit 20
      ), uncounted as (
        select coalesce(sum(c.bytes_up), 0) as bytes_up
        from newest, unnest(newest.records, newest.attempted_at) as r (id, at),
        lateral (select * from audit_contribution c
          where c.id = r.id and c.attempted_at = r.at offset 0) as c
        where c.user_name = :user and c.attempted_at >= :day and c.attempted_at < :next
      )
      select
        cast(coalesce(sum(bytes_up) filter (where starts_at = :day), 0)
          + (select bytes_up from uncounted) as bigint),
        cast(count(*) filter (where starts_at < :day and tunnels > 0) as integer),
        cast(coalesce(avg(bytes_up) filter (where starts_at < :day and tunnels > 0), 0)
          as double precision),
        (select coalesce(array_agg(distinct tunnel_id), '{}') from audit_record
          where kind = 'closed' and tunnel_id = any(:open)
            and attempted_at >= :day and attempted_at < :next)
      from audit_sum
      where dimension = 'user' and span = 'day' and key = :user and port = 0
        and starts_at >= :first and starts_at <= :day
      """;

  private final EntityManager entities;

  UserUploads(EntityManager entities) {
    this.entities = entities;
  }

  @Override
  public Baseline of(String user, LocalDate day, Set<UUID> open) {
    Object[] row = ask(user, day, open);
    return new Baseline(
        ((Number) row[0]).longValue(),
        ((Number) row[1]).intValue(),
        ((Number) row[2]).doubleValue(),
        Set.of((UUID[]) row[3]));
  }

  private Object[] ask(String user, LocalDate day, Set<UUID> open) {
    try {
      return QuarkusTransaction.requiringNew()
          .call(
              () -> {
                Session session = entities.unwrap(Session.class);
                session.doWork(AuditLog::prepare);
                return session
                    .createNativeQuery(SQL, Object[].class)
                    .setParameter("user", user)
                    .setParameter("first", begin(day.minusDays(DAYS)))
                    .setParameter("day", begin(day))
                    .setParameter("next", begin(day.plusDays(1)))
                    .setParameter("open", open.toArray(UUID[]::new))
                    .getSingleResult();
              });
    } catch (RuntimeException e) {
      throw StoreFailures.ofThePast("what a user sends cannot be read", e);
    }
  }

  private static Instant begin(LocalDate day) {
    return day.atStartOfDay(ZoneOffset.UTC).toInstant();
  }
}
