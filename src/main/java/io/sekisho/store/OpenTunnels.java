package io.sekisho.store;

import io.sekisho.audit.RecordedTunnel;
import io.sekisho.config.SekishoConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.query.NativeQuery;

/**
 * The tunnels that the log knows as open: opened, not closed, by a replica that is there and since
 * it started. How many bytes they have carried only their replicas know; others know what was
 * recorded last.
 */
@ApplicationScoped
public class OpenTunnels {

  /** For what lies between an attempt and its opening, and for clocks that do not agree. */
  private static final Duration MARGIN = Duration.ofMinutes(10);

  private static final int PATIENCE_SECONDS = 10;

  /** By time and bounded by it; each opening is looked up once in the index of the ends. */
  private static final String OPEN =
      """
      select o.* from audit_record o join replica r on r.node = o.node
      where o.kind = 'opened'
        and o.node in (:nodes) and o.attempted_at >= r.started_at
        and o.attempted_at >= :since
        and (o.attempted_at, o.tunnel_id) < (:afterTime, cast(:afterTunnel as uuid))
        and not exists (
          select 1 from audit_record c where c.tunnel_id = o.tunnel_id
            and c.attempted_at = o.attempted_at and c.kind = 'closed')
      order by o.attempted_at desc, o.tunnel_id desc
      """;

  private static final String COUNT =
      "select count(*) from (" + OPEN.substring(0, OPEN.indexOf("order by")) + ") open";

  private static final String OF_USER =
      OPEN.replace("order by", "  and o.user_name = :user\norder by");

  private static final TunnelQuery.Position FROM_THE_NEWEST =
      new TunnelQuery.Position(Instant.parse("9999-12-31T23:59:59Z"), new UUID(-1, -1));

  private final EntityManager entities;
  private final Replicas replicas;
  private final Interims interims;
  private final Clock clock;
  private final Duration oldest;

  OpenTunnels(
      EntityManager entities,
      Replicas replicas,
      Interims interims,
      Clock clock,
      SekishoConfig config) {
    this.entities = entities;
    this.replicas = replicas;
    this.interims = interims;
    this.clock = clock;
    this.oldest = config.tunnel().maxDuration().plus(MARGIN);
  }

  /**
   * Which of them.
   *
   * @param user of this user only
   * @param node of this replica only
   */
  public record Filter(Optional<String> user, Optional<String> node) {

    /** All there are. */
    public static final Filter NONE = new Filter(Optional.empty(), Optional.empty());

    /** Whether a replica's tunnels may be among them. */
    public boolean admitsNode(String name) {
      return node.map(name::equals).orElse(true);
    }

    /** Whether a user's tunnels may be among them. */
    public boolean admitsUser(String name) {
      return user.map(name::equals).orElse(true);
    }
  }

  /**
   * A page of those of all replicas but one, newest first; blocks.
   *
   * @param node whose tunnels are left out
   * @param filter which of the others'
   * @param after the last entry of the page before
   * @param limit at most so many
   */
  @Transactional
  public List<RecordedTunnel> elsewhere(
      String node, Filter filter, Optional<TunnelQuery.Position> after, int limit) {
    List<Replicas.Replica> others =
        replicas.present().stream()
            .filter(replica -> !replica.node().equals(node) && filter.admitsNode(replica.node()))
            .toList();
    if (others.isEmpty()) {
      return List.of();
    }
    TunnelQuery.Position position = after.orElse(FROM_THE_NEWEST);
    NativeQuery<AuditRecordEntity> query =
        entities
            .unwrap(Session.class)
            .createNativeQuery(filter.user().isPresent() ? OF_USER : OPEN, AuditRecordEntity.class);
    filter.user().ifPresent(user -> query.setParameter("user", user));
    List<AuditRecordEntity> rows =
        query
            .setParameterList("nodes", others.stream().map(Replicas.Replica::node).toList())
            .setParameter("since", since(others))
            .setParameter("afterTime", position.time())
            .setParameter("afterTunnel", position.tunnel().toString())
            .setMaxResults(limit)
            .setTimeout(PATIENCE_SECONDS)
            .getResultList();
    Map<UUID, AuditRecordEntity> last = interims.lastOf(rows);
    return rows.stream()
        .map(row -> AuditLog.tunnel(row, Optional.ofNullable(last.get(row.tunnelId))))
        .toList();
  }

  /**
   * How many there are on all replicas but one; blocks.
   *
   * @param node whose tunnels are left out
   */
  @Transactional
  public long countElsewhere(String node) {
    List<Replicas.Replica> others =
        replicas.present().stream().filter(replica -> !replica.node().equals(node)).toList();
    if (others.isEmpty()) {
      return 0;
    }
    return entities
        .unwrap(Session.class)
        .createNativeQuery(COUNT, Long.class)
        .setParameterList("nodes", others.stream().map(Replicas.Replica::node).toList())
        .setParameter("since", since(others))
        .setParameter("afterTime", FROM_THE_NEWEST.time())
        .setParameter("afterTunnel", FROM_THE_NEWEST.tunnel().toString())
        .setTimeout(PATIENCE_SECONDS)
        .getSingleResult();
  }

  /** No open tunnel is older than it may become, nor than the replica that runs longest. */
  private Instant since(List<Replicas.Replica> others) {
    Instant bound = clock.instant().minus(oldest);
    return others.stream()
        .map(Replicas.Replica::startedAt)
        .min(Instant::compareTo)
        .filter(started -> started.isAfter(bound))
        .orElse(bound);
  }
}
