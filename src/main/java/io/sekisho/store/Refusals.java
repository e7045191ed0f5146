package io.sekisho.store;

import io.sekisho.connect.RefusalReason;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceException;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.hibernate.Session;

/** Counts the refusals of the audit log by why. */
@ApplicationScoped
public class Refusals {

  /** Each by the index of its error, so that what was let through is not read. */
  private static final String COUNT =
      """
      select e.error as error, c.attempts as attempts
      from unnest(cast(:errors as text[])) as e (error), lateral (
        select count(*) as attempts from audit_record a
        where a.kind in ('refused', 'opened') and a.error = e.error
          and a.attempted_at >= :from and a.attempted_at < :to) c
      where c.attempts > 0 order by c.attempts desc, e.error
      """;

  private static final String[] ERRORS =
      Stream.of(RefusalReason.values())
          .flatMap(reason -> reason.proxyError().stream())
          .distinct()
          .toArray(String[]::new);

  private final EntityManager entities;
  private final AuditAccesses accesses;

  Refusals(EntityManager entities, AuditAccesses accesses) {
    this.entities = entities;
    this.accesses = accesses;
  }

  /**
   * Those of one kind.
   *
   * @param error the error type of Proxy-Status
   */
  public record Count(String error, long attempts) {}

  /**
   * Counts those of [from, to), the most frequent first; blocks. That it is read is recorded.
   *
   * @throws AuditLog.TooLong if it takes longer than 15 seconds
   */
  @Transactional
  public List<Count> read(Access access, Instant from, Instant to) {
    Session session = entities.unwrap(Session.class);
    session.doWork(AuditLog::prepare);
    try {
      List<Count> counts =
          session
              .createNativeQuery(COUNT, Object[].class)
              .addScalar("error", String.class)
              .addScalar("attempts", Long.class)
              .setParameter("errors", ERRORS)
              .setParameter("from", from)
              .setParameter("to", to)
              .getResultList()
              .stream()
              .map(row -> new Count((String) row[0], (Long) row[1]))
              .toList();
      accesses.answered(access, counts.size());
      return counts;
    } catch (PersistenceException e) {
      throw StoreFailures.isCancelled(e) ? new AuditLog.TooLong(e) : e;
    }
  }
}
