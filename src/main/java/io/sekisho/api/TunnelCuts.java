package io.sekisho.api;

import io.sekisho.audit.RecordedTunnel;
import io.sekisho.config.NodeName;
import io.sekisho.store.AuditLog;
import io.sekisho.store.KillOrders;
import io.sekisho.store.Replicas;
import io.sekisho.tunnel.KillOrder;
import io.sekisho.tunnel.TunnelRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.NotFoundException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Has tunnels cut, on whichever replica they are. */
@ApplicationScoped
public class TunnelCuts {

  /** Of a reason, in characters. */
  public static final int MAX_REASON = 200;

  private final AuditLog log;
  private final TunnelRegistry registry;
  private final KillOrders orders;
  private final Replicas replicas;
  private final NodeName node;

  TunnelCuts(
      AuditLog log, TunnelRegistry registry, KillOrders orders, Replicas replicas, NodeName node) {
    this.log = log;
    this.registry = registry;
    this.orders = orders;
    this.replicas = replicas;
    this.node = node;
  }

  /**
   * A tunnel that is open as far as the log knows.
   *
   * @throws NotFoundException if there is none
   */
  public RecordedTunnel open(UUID id) {
    return log.find(id).filter(TunnelCuts::isOpen).orElseThrow(NotFoundException::new);
  }

  /**
   * Orders one to be cut; blocks.
   *
   * @throws NotFoundException if no replica has it open
   */
  public void one(UUID id, Optional<String> reason, String orderedBy) {
    RecordedTunnel tunnel = open(id);
    // Before it is known whether its replica is there: one that has lost its session for a moment
    // hears of the order when it is back.
    orders.give(new KillOrder.One(id), reason, orderedBy);
    if (!isHere(tunnel)) {
      throw new NotFoundException();
    }
  }

  /** Orders all of a user to be cut, or all there are; blocks. */
  public void all(KillOrder.Selector selector, Optional<String> reason, String orderedBy) {
    orders.give(selector, reason, orderedBy);
  }

  /**
   * Which ones {@code user} and {@code all} mean.
   *
   * @throws InvalidRequest if not exactly one of them says it
   */
  public static KillOrder.Selector selector(QueryParameters parameters) {
    Optional<String> user = parameters.text("user");
    Optional<String> all = parameters.oneOf("all", List.of("true"));
    if (user.isPresent() && all.isPresent()) {
      throw InvalidRequest.at("all", "must not be given beside user");
    }
    if (user.filter(String::isBlank).isPresent()) {
      throw InvalidRequest.at("user", "must not be empty");
    }
    return user.<KillOrder.Selector>map(KillOrder.OfUser::new)
        .or(() -> all.map(confirmed -> new KillOrder.Everything()))
        .orElseThrow(
            () -> InvalidRequest.at("user", "or all=true must say which tunnels are meant"));
  }

  /**
   * The {@code reason}, if there is one.
   *
   * @throws InvalidRequest if it is too long
   */
  public static Optional<String> reason(QueryParameters parameters) {
    Optional<String> reason = parameters.text("reason").filter(text -> !text.isBlank());
    if (reason.filter(text -> text.codePointCount(0, text.length()) > MAX_REASON).isPresent()) {
      throw InvalidRequest.at("reason", "must not be longer than " + MAX_REASON + " characters");
    }
    return reason;
  }

  private static boolean isOpen(RecordedTunnel tunnel) {
    return tunnel.openedAt() != null && tunnel.closedAt() == null;
  }

  private boolean isHere(RecordedTunnel tunnel) {
    return tunnel.node().equals(node.value())
        ? registry.has(tunnel.id())
        : replicas.present().stream().anyMatch(replica -> replica.has(tunnel));
  }
}
