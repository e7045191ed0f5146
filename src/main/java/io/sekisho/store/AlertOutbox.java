package io.sekisho.store;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.sekisho.webhook.Outbox;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;

/** The alerts that wait to be sent, in the table {@code alert_delivery}; by its clock. */
@ApplicationScoped
public class AlertOutbox implements Outbox {

  /** Who comes second waits for the row and finds it taken. */
  private static final String CLAIM =
      """
      update alert_delivery set attempts = attempts + 1,
        next_attempt_at = clock_timestamp() + :millis * interval '1 millisecond'
      where alert_id = (select alert_id from alert_delivery where state = 'waiting'
          order by alert_id limit 1)
        and state = 'waiting' and next_attempt_at <= clock_timestamp()
      returning alert_id, attempts
      """;

  private static final String AGAIN =
      """
      update alert_delivery
      set next_attempt_at = clock_timestamp() + :millis * interval '1 millisecond'
      where alert_id = :alert and state = 'waiting' and attempts = :attempts
      """;

  private static final String SETTLE =
      """
      update alert_delivery set state = :state, settled_at = clock_timestamp()
      where alert_id = :alert and state = 'waiting'
      """;

  private final EntityManager entities;
  private final Alerts alerts;

  AlertOutbox(EntityManager entities, Alerts alerts) {
    this.entities = entities;
    this.alerts = alerts;
  }

  @Override
  public Optional<Due> claim(Duration lease) {
    return QuarkusTransaction.requiringNew()
        .call(
            () ->
                session()
                    .createNativeQuery(CLAIM, Object[].class)
                    .setParameter("millis", lease.toMillis())
                    .getResultList()
                    .stream()
                    .findFirst()
                    .map(row -> due((UUID) row[0], ((Number) row[1]).intValue())));
  }

  private Due due(UUID alert, int attempts) {
    Alerts.WithEvidence found = alerts.find(alert);
    return new Due(found.alert(), found.evidence(), attempts);
  }

  @Override
  public void delivered(Due due) {
    settle(due, "delivered");
  }

  @Override
  public void givenUp(Due due) {
    settle(due, "given_up");
  }

  @Override
  public void again(Due due, Duration wait) {
    QuarkusTransaction.requiringNew()
        .run(
            () ->
                session()
                    .createNativeMutationQuery(AGAIN)
                    .setParameter("millis", wait.toMillis())
                    .setParameter("alert", due.alert().id())
                    .setParameter("attempts", due.attempts())
                    .executeUpdate());
  }

  private void settle(Due due, String state) {
    QuarkusTransaction.requiringNew()
        .run(
            () ->
                session()
                    .createNativeMutationQuery(SETTLE)
                    .setParameter("state", state)
                    .setParameter("alert", due.alert().id())
                    .executeUpdate());
  }

  private Session session() {
    return entities.unwrap(Session.class);
  }
}
