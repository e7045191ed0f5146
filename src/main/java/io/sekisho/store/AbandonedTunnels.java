package io.sekisho.store;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.sekisho.audit.AuditJournal;
import io.sekisho.audit.AuditRecord;
import io.sekisho.audit.RecordStamp;
import io.sekisho.config.NodeName;
import io.sekisho.config.SekishoConfig;
import io.sekisho.telemetry.Meters;
import io.sekisho.tunnel.CloseReason;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.hibernate.Session;

/** What a lost replica left open, and its end in the log. */
@ApplicationScoped
class AbandonedTunnels {

  /** Openings that are looked at in one go. */
  private static final int PAGE = 2_000;

  private static final int PATIENCE_SECONDS = 20;

  /** For what lies between an attempt and its opening, and for clocks that do not agree. */
  private static final Duration MARGIN = Duration.ofHours(1);

  private static final String IN_TURN =
      "select pg_try_advisory_xact_lock(hashtextextended('sekisho.node.lost:' || :node, 0))";

  private static final String LAST =
      "select max(attempted_at) as last from audit_record"
          + " where kind = 'opened' and node = :node and attempted_at < :before";

  /** A page of openings, which of them have no end, and what these had carried when last seen. */
  private static final String OPENINGS =
      """
      select o.tunnel_id, o.attempted_at, c.id is null as open, i.bytes_up, i.bytes_down
      from (
        select tunnel_id, attempted_at from audit_record
        where kind = 'opened' and node = :node and attempted_at >= :since
          and (attempted_at, tunnel_id) < (:time, cast(:tunnel as uuid))
        order by attempted_at desc, tunnel_id desc limit :page) o
      left join lateral (
        select id from audit_record r where r.kind = 'closed'
          and r.tunnel_id = o.tunnel_id and r.attempted_at = o.attempted_at) c on true
      left join lateral (
        select bytes_up, bytes_down from audit_record r where r.kind = 'interim'
          and r.tunnel_id = o.tunnel_id and r.attempted_at = o.attempted_at
        order by r.recorded_at desc limit 1) i on c.id is null
      order by o.attempted_at desc, o.tunnel_id desc
      """;

  private final EntityManager entities;
  private final AuditJournal journal;
  private final RecordStamp stamp;
  private final Meters meters;
  private final String self;
  private final Duration oldest;

  AbandonedTunnels(
      EntityManager entities,
      AuditJournal journal,
      RecordStamp stamp,
      Meters meters,
      NodeName node,
      SekishoConfig config) {
    this.entities = entities;
    this.journal = journal;
    this.stamp = stamp;
    this.meters = meters;
    this.self = node.value();
    this.oldest = config.tunnel().maxDuration().plus(MARGIN);
  }

  /**
   * What came of it.
   *
   * @param complete false if another replica is at it
   */
  record Outcome(int closed, boolean complete) {}

  /** An opening in the log. */
  private record Opening(
      TunnelQuery.Position position,
      boolean open,
      Optional<Long> bytesUp,
      Optional<Long> bytesDown) {}

  /**
   * Records the end of all tunnels that a node attempted before an instant and that have none;
   * blocks. Fails if that cannot be done now; it may be called again then.
   */
  Outcome close(String node, Instant before) {
    Optional<Instant> last = QuarkusTransaction.requiringNew().call(() -> last(node, before));
    // None can be older, when the node was lost, than a tunnel may become.
    return last.map(newest -> close(node, newest.minus(oldest), before))
        .orElse(new Outcome(0, true));
  }

  private Optional<Instant> last(String node, Instant before) {
    return Optional.ofNullable(
        entities
            .unwrap(Session.class)
            .createNativeQuery(LAST, Instant.class)
            .addScalar("last", Instant.class)
            .setParameter("node", node)
            .setParameter("before", before)
            .setTimeout(PATIENCE_SECONDS)
            .getSingleResult());
  }

  private Outcome close(String node, Instant since, Instant before) {
    TunnelQuery.Position position = new TunnelQuery.Position(before, new UUID(0, 0));
    int closed = 0;
    while (true) {
      TunnelQuery.Position from = position;
      Optional<List<Opening>> page =
          QuarkusTransaction.requiringNew().call(() -> closePage(node, since, from));
      if (page.isEmpty()) {
        return new Outcome(closed, false);
      }
      closed += (int) page.get().stream().filter(Opening::open).count();
      if (page.get().size() < PAGE) {
        return new Outcome(closed, true);
      }
      position = page.get().get(PAGE - 1).position();
    }
  }

  /** In one transaction until all of them are in the log, so that no other replica has them too. */
  private Optional<List<Opening>> closePage(String node, Instant since, TunnelQuery.Position from) {
    Session session = entities.unwrap(Session.class);
    boolean ours =
        session
            .createNativeQuery(IN_TURN, Boolean.class)
            .setParameter("node", node)
            .getSingleResult();
    if (!ours) {
      return Optional.empty();
    }
    List<Opening> page = openings(session, node, since, from);
    CompletableFuture<?>[] records =
        page.stream()
            .filter(Opening::open)
            .map(opening -> journal.append(lost(node, opening)))
            .toArray(CompletableFuture<?>[]::new);
    CompletableFuture.allOf(records).orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    for (int i = 0; i < records.length; i++) {
      meters.tunnelClosed(CloseReason.NODE_LOST.label());
    }
    return Optional.of(page);
  }

  private static List<Opening> openings(
      Session session, String node, Instant since, TunnelQuery.Position from) {
    return session
        .createNativeQuery(OPENINGS, Object[].class)
        .addScalar("tunnel_id", UUID.class)
        .addScalar("attempted_at", Instant.class)
        .addScalar("open", Boolean.class)
        .addScalar("bytes_up", Long.class)
        .addScalar("bytes_down", Long.class)
        .setParameter("node", node)
        .setParameter("since", since)
        .setParameter("time", from.time())
        .setParameter("tunnel", from.tunnel().toString())
        .setParameter("page", PAGE)
        .setTimeout(PATIENCE_SECONDS)
        .getResultList()
        .stream()
        .map(
            row ->
                new Opening(
                    new TunnelQuery.Position((Instant) row[1], (UUID) row[0]),
                    (Boolean) row[2],
                    Optional.ofNullable((Long) row[3]),
                    Optional.ofNullable((Long) row[4])))
        .toList();
  }

  private AuditRecord.Lost lost(String node, Opening opening) {
    return new AuditRecord.Lost(
        stamp.id(),
        stamp.now(),
        opening.position().tunnel(),
        opening.position().time(),
        node,
        "found by " + self,
        opening.bytesUp(),
        opening.bytesDown());
  }
}
