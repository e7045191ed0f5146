package io.sekisho.store;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.hibernate.Session;

/** What is recorded of tunnels while they are open. */
@ApplicationScoped
class Interims {

  /** One step into an index for each tunnel, however many records it has. */
  private static final String LAST =
      """
      select i.* from audit_record o cross join lateral (
        select * from audit_record r where r.kind = 'interim'
          and r.tunnel_id = o.tunnel_id and r.attempted_at = o.attempted_at
        order by r.recorded_at desc limit 1) i
      where o.kind = 'opened' and o.tunnel_id in (:tunnels)
        and o.attempted_at between :first and :last
      """;

  private final EntityManager entities;

  Interims(EntityManager entities) {
    this.entities = entities;
  }

  /** The last one of each tunnel that has any, by the records of their openings; blocks. */
  Map<UUID, AuditRecordEntity> lastOf(Collection<AuditRecordEntity> openings) {
    if (openings.isEmpty()) {
      return Map.of();
    }
    List<Instant> times = openings.stream().map(row -> row.attemptedAt).toList();
    return entities
        .unwrap(Session.class)
        .createNativeQuery(LAST, AuditRecordEntity.class)
        .setParameterList("tunnels", openings.stream().map(row -> row.tunnelId).toList())
        .setParameter("first", Collections.min(times))
        .setParameter("last", Collections.max(times))
        .getResultList()
        .stream()
        .collect(Collectors.toMap(row -> row.tunnelId, Function.identity()));
  }
}
