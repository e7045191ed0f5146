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
import jakarta.persistence.LockModeType;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
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
        and coalesce(target, '') = ?4 and startsAt > ?5 and startsAt < ?6 order by startsAt
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

  /** Whom and what alerts are about. */
  private record Subject(String rule, String user, String client, String target) {
    static Subject of(Finding finding) {
      return new Subject(
          finding.rule().label(),
          finding.user().orElse(""),
          finding.user().isPresent() ? "" : finding.subject(),
          finding.target().orElse(""));
    }
  }

  /** The first and the last finding. */
  private record Span(Instant first, Instant last) {
    Span and(Span other) {
      return new Span(
          first.isBefore(other.first) ? first : other.first,
          last.isAfter(other.last) ? last : other.last);
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
      load(findings);
      findings.forEach(this::take);
      session.flush();
      session.doWork(this::write);
      return added.stream().map(AlertEntity::view).toList();
    }

    /** All that may be asked for; nobody sees to one of them before this is done. */
    private void load(List<Finding> findings) {
      Map<Subject, Span> spans = new HashMap<>();
      findings.forEach(
          one ->
              spans.merge(Subject.of(one), new Span(one.time(), one.time()), (x, y) -> x.and(y)));
      spans.forEach(
          (subject, span) ->
              known.put(
                  subject,
                  new ArrayList<>(
                      entities
                          .createQuery(AROUND, AlertEntity.class)
                          .setParameter(1, subject.rule())
                          .setParameter(2, subject.user())
                          .setParameter(3, subject.client())
                          .setParameter(4, subject.target())
                          .setParameter(5, span.first().minus(repeatAfter))
                          .setParameter(6, span.last().plus(repeatAfter))
                          .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                          .getResultList())));
    }

    private void take(Finding finding) {
      List<AlertEntity> around =
          known.get(Subject.of(finding)).stream()
              .filter(row -> isNear(row.startsAt, finding.time()))
              .toList();
      if (around.stream().anyMatch(row -> row.isSeenWith(finding.time()))) {
        return;
      }
      AlertEntity alert =
          open(around, finding.time())
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

    /**
     * The one that it belongs to: the last that began before it, or else the first after it. What
     * somebody has seen to says no more than that person saw: what comes then is told anew.
     */
    private Optional<AlertEntity> open(List<AlertEntity> around, Instant time) {
      List<AlertEntity> open = around.stream().filter(row -> !row.isSeen()).toList();
      return open.stream()
          .filter(row -> !row.startsAt.isAfter(time))
          .max(Comparator.comparing(row -> row.startsAt))
          .or(() -> open.stream().min(Comparator.comparing(row -> row.startsAt)));
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

  private boolean isNear(Instant start, Instant time) {
    return Duration.between(start, time).abs().compareTo(repeatAfter) < 0;
  }
}
