package io.sekisho.store;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.sekisho.audit.RecordStamp;
import io.sekisho.config.SekishoConfig;
import io.sekisho.watch.Alert;
import io.sekisho.watch.AlertStore;
import io.sekisho.watch.Finding;
import io.sekisho.watch.Finding.Evidence;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;

/**
 * Makes alerts of findings. What was found before is told apart by its time, which is that of a
 * record: so the same records raise the same alerts once, whoever is led through them.
 */
@ApplicationScoped
public class AlertBook implements AlertStore {

  private static final String AROUND =
      """
      from AlertEntity where rule = ?1 and coalesce(user, '') = ?2 and coalesce(client, '') = ?3
        and startsAt > ?4 and startsAt < ?5 order by startsAt
      """;

  private static final String ADD_TUNNEL =
      """
      insert into alert_tunnel (alert_id, tunnel_id, began_at)
      select ?, ?, ? where (select count(*) from alert_tunnel where alert_id = ?) <\s\
      """
          + Finding.MAX_EVIDENCE
          + " on conflict do nothing";

  private final EntityManager entities;
  private final RecordStamp stamp;
  private final Duration repeatAfter;
  private final boolean delivers;

  AlertBook(EntityManager entities, RecordStamp stamp, SekishoConfig config) {
    this.entities = entities;
    this.stamp = stamp;
    this.repeatAfter = config.watch().repeatAfter();
    this.delivers = config.watch().webhook().url().isPresent();
  }

  /** Whom alerts are about. */
  private record Subject(String rule, String user, String client) {
    static Subject of(Finding finding) {
      return new Subject(
          finding.rule().label(),
          finding.user().orElse(""),
          finding.user().isPresent() ? "" : finding.subject());
    }
  }

  @Override
  public List<Alert> raise(List<Finding> findings) {
    return QuarkusTransaction.requiringNew().call(() -> new Raising().raise(findings));
  }

  /** One call. */
  private final class Raising {
    private final Map<Subject, List<AlertEntity>> known = new HashMap<>();
    private final Map<UUID, Map<UUID, Evidence>> evidence = new LinkedHashMap<>();
    private final List<AlertEntity> added = new ArrayList<>();

    List<Alert> raise(List<Finding> findings) {
      Session session = entities.unwrap(Session.class);
      // Two replicas may take themselves for the one that is led, for a moment.
      session
          .createNativeQuery(
              "select 1 from (select pg_advisory_xact_lock(hashtextextended('sekisho.alert', 0)))"
                  + " as held",
              Integer.class)
          .getSingleResult();
      findings.forEach(this::take);
      session.flush();
      session.doWork(this::write);
      return added.stream().map(AlertEntity::view).toList();
    }

    private void take(Finding finding) {
      AlertEntity alert =
          alertAround(finding)
              .map(
                  row -> {
                    row.add(finding);
                    return row;
                  })
              .orElseGet(() -> add(finding));
      Map<UUID, Evidence> tunnels = evidence.computeIfAbsent(alert.id, id -> new LinkedHashMap<>());
      for (Evidence one : finding.evidence()) {
        if (tunnels.size() < Finding.MAX_EVIDENCE) {
          tunnels.putIfAbsent(one.tunnel(), one);
        }
      }
    }

    /** The one that it belongs to: the last that began before it, or else the first after it. */
    private Optional<AlertEntity> alertAround(Finding finding) {
      Instant from = finding.time().minus(repeatAfter);
      Instant to = finding.time().plus(repeatAfter);
      List<AlertEntity> around =
          known.computeIfAbsent(Subject.of(finding), subject -> new ArrayList<>());
      if (around.stream().noneMatch(row -> isBetween(row.startsAt, from, to))) {
        around.addAll(load(Subject.of(finding), from, to));
      }
      Optional<AlertEntity> before =
          around.stream()
              .filter(row -> isBetween(row.startsAt, from, to))
              .filter(row -> !row.startsAt.isAfter(finding.time()))
              .reduce((one, next) -> next.startsAt.isAfter(one.startsAt) ? next : one);
      return before.or(
          () ->
              around.stream()
                  .filter(row -> isBetween(row.startsAt, from, to))
                  .reduce((one, next) -> next.startsAt.isBefore(one.startsAt) ? next : one));
    }

    private List<AlertEntity> load(Subject subject, Instant from, Instant to) {
      return entities
          .createQuery(AROUND, AlertEntity.class)
          .setParameter(1, subject.rule())
          .setParameter(2, subject.user())
          .setParameter(3, subject.client())
          .setParameter(4, from)
          .setParameter(5, to)
          .getResultList();
    }

    private AlertEntity add(Finding finding) {
      AlertEntity row = AlertEntity.of(stamp.id(), finding, stamp.now());
      entities.persist(row);
      known.get(Subject.of(finding)).add(row);
      added.add(row);
      return row;
    }

    private void write(Connection connection) throws SQLException {
      try (PreparedStatement insert = connection.prepareStatement(ADD_TUNNEL)) {
        for (Map.Entry<UUID, Map<UUID, Evidence>> alert : evidence.entrySet()) {
          for (Evidence one : alert.getValue().values()) {
            insert.setObject(1, alert.getKey());
            insert.setObject(2, one.tunnel());
            insert.setObject(3, one.began().atOffset(ZoneOffset.UTC));
            insert.setObject(4, alert.getKey());
            insert.addBatch();
          }
        }
        insert.executeBatch();
      }
      if (delivers) {
        deliver(connection);
      }
    }

    private void deliver(Connection connection) throws SQLException {
      try (PreparedStatement insert =
          connection.prepareStatement(
              "insert into alert_delivery (alert_id, state, attempts, next_attempt_at)"
                  + " values (?, 'waiting', 0, clock_timestamp())")) {
        for (AlertEntity alert : added) {
          insert.setObject(1, alert.id);
          insert.addBatch();
        }
        insert.executeBatch();
      }
    }
  }

  private static boolean isBetween(Instant time, Instant from, Instant to) {
    return time.isAfter(from) && time.isBefore(to);
  }
}
