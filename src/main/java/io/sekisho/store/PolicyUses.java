package io.sekisho.store;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceException;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.hibernate.Session;

/** When policies decided anything. */
@ApplicationScoped
public class PolicyUses {

  /** Each by the index of its name, of which the first entry is all that is read. */
  private static final String LAST =
      """
      select p.name as name, last.attempted_at as used_at
      from unnest(cast(:names as text[])) as p (name), lateral (
        select a.attempted_at from audit_record a
        where a.kind in ('refused', 'opened') and a.policy = p.name and a.attempted_at >= :since
        order by a.attempted_at desc limit 1) last
      """;

  private final EntityManager entities;
  private final AuditAccesses accesses;

  PolicyUses(EntityManager entities, AuditAccesses accesses) {
    this.entities = entities;
    this.accesses = accesses;
  }

  /**
   * The last attempt that each of the policies decided; blocks. That it is read is recorded.
   *
   * @param names a page of them
   * @param since nothing older is looked at
   * @return those that decided any
   * @throws AuditLog.TooLong if it takes longer than 15 seconds
   */
  @Transactional
  public Map<String, Instant> last(Access access, List<String> names, Instant since) {
    Session session = entities.unwrap(Session.class);
    session.doWork(AuditLog::prepare);
    try {
      Map<String, Instant> uses =
          session
              .createNativeQuery(LAST, Object[].class)
              .addScalar("name", String.class)
              .addScalar("used_at", Instant.class)
              .setParameter("names", names.toArray(String[]::new))
              .setParameter("since", since)
              .getResultList()
              .stream()
              .collect(Collectors.toMap(row -> (String) row[0], row -> (Instant) row[1]));
      accesses.answered(access, uses.size());
      return uses;
    } catch (PersistenceException e) {
      throw StoreFailures.isCancelled(e) ? new AuditLog.TooLong(e) : e;
    }
  }
}
