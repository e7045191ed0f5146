package io.sekisho.store;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.sekisho.audit.RecordStamp;
import io.sekisho.store.Objection.Kind;
import io.sekisho.watch.Alert;
import io.sekisho.watch.Finding.Evidence;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;

/**
 * Reads alerts and acknowledges them. They tell what is in the log, so that they are read is
 * recorded as it is of the log. Every method blocks.
 */
@ApplicationScoped
public class Alerts implements PanacheRepositoryBase<AlertEntity, UUID> {

  private final AuditAccesses accesses;
  private final RecordStamp stamp;

  Alerts(AuditAccesses accesses, RecordStamp stamp) {
    this.accesses = accesses;
    this.stamp = stamp;
  }

  /** An alert with the attempts it rests on, in the order in which they began. */
  public record WithEvidence(Alert alert, List<Evidence> evidence) {}

  /** A page of alerts, newest first; one more than its limit, if there is. */
  @Transactional
  public List<Alert> search(Access access, AlertQuery query) {
    StringBuilder where = new StringBuilder("1 = 1");
    Map<String, Object> parameters = new HashMap<>();
    query.rule().ifPresent(rule -> add(where, parameters, "rule = :rule", "rule", rule));
    query.user().ifPresent(user -> add(where, parameters, "user = :user", "user", user));
    query.from().ifPresent(from -> add(where, parameters, "raisedAt >= :from", "from", from));
    query.to().ifPresent(to -> add(where, parameters, "raisedAt < :to", "to", to));
    query.before().ifPresent(id -> add(where, parameters, "id < :before", "before", id));
    query
        .acknowledged()
        .ifPresent(
            yes -> where.append(" and acknowledgedAt is ").append(yes ? "not null" : "null"));
    List<Alert> found =
        find(where + " order by id desc", parameters).page(0, query.limit() + 1).stream()
            .map(AlertEntity::view)
            .toList();
    accesses.answered(access, Math.min(found.size(), query.limit()));
    return found;
  }

  private static void add(
      StringBuilder where,
      Map<String, Object> parameters,
      String condition,
      String name,
      Object value) {
    where.append(" and ").append(condition);
    parameters.put(name, value);
  }

  /** One alert for the application itself: it tells nobody but whom its operator named. */
  @Transactional
  WithEvidence find(UUID id) {
    return new WithEvidence(findById(id).view(), evidence(id));
  }

  /** One alert. */
  @Transactional
  public Optional<WithEvidence> read(Access access, UUID id) {
    Optional<WithEvidence> found =
        findByIdOptional(id).map(row -> new WithEvidence(row.view(), evidence(id)));
    accesses.answered(access, found.isPresent() ? 1 : 0);
    return found;
  }

  private List<Evidence> evidence(UUID alert) {
    return getEntityManager()
        .unwrap(Session.class)
        .createNativeQuery(
            "select tunnel_id, began_at from alert_tunnel where alert_id = :alert"
                + " order by began_at, tunnel_id",
            Object[].class)
        .addScalar("tunnel_id", UUID.class)
        .addScalar("began_at", Instant.class)
        .setParameter("alert", alert)
        .getResultList()
        .stream()
        .map(row -> new Evidence((UUID) row[0], (Instant) row[1]))
        .toList();
  }

  /**
   * Says that somebody has seen to an alert.
   *
   * @throws Objection if there is none, or somebody has said so already
   */
  @Transactional
  public WithEvidence acknowledge(Access access, UUID id, Optional<String> note) {
    AlertEntity row =
        findByIdOptional(id, LockModeType.PESSIMISTIC_WRITE)
            .orElseThrow(() -> new Objection(Kind.MISSING, "there is no such alert"));
    if (row.acknowledgedAt != null) {
      throw new Objection(
          Kind.CONFLICT, "the alert is acknowledged already, by " + row.acknowledgedBy);
    }
    row.acknowledge(access.reader(), note.orElse(null), stamp.now());
    accesses.answered(access, 1);
    return new WithEvidence(row.view(), evidence(id));
  }
}
