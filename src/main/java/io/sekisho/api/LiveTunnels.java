package io.sekisho.api;

import io.sekisho.audit.RecordedTunnel;
import io.sekisho.config.NodeName;
import io.sekisho.identity.Caller;
import io.sekisho.store.OpenTunnels;
import io.sekisho.store.OpenTunnels.Filter;
import io.sekisho.store.TunnelQuery.Position;
import io.sekisho.tunnel.Tunnel;
import io.sekisho.tunnel.TunnelRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The tunnels that are open now: those of this replica as they are, those of the others as the log
 * knows them. Whoever tells of them records that they were read.
 */
@ApplicationScoped
public class LiveTunnels {

  private final TunnelRegistry registry;
  private final OpenTunnels open;
  private final NodeName node;

  LiveTunnels(TunnelRegistry registry, OpenTunnels open, NodeName node) {
    this.registry = registry;
    this.open = open;
    this.node = node;
  }

  /**
   * All of this replica, and the newest of the others; in no order. Blocks.
   *
   * @param after only those behind this one, from the newest to the oldest
   * @param others at most so many of the other replicas
   */
  public Stream<RecordedTunnel> read(Filter filter, Optional<Position> after, int others) {
    return Stream.concat(
        here(filter, after), open.elsewhere(node.value(), filter, after, others).stream());
  }

  /** How many there are on all replicas; blocks. */
  public long count() {
    return registry.size() + open.countElsewhere(node.value());
  }

  private Stream<RecordedTunnel> here(Filter filter, Optional<Position> after) {
    if (!filter.admitsNode(node.value())) {
      return Stream.empty();
    }
    return registry.all().stream()
        .filter(
            tunnel ->
                tunnel.attempt().caller().map(Caller::user).filter(filter::admitsUser).isPresent())
        .filter(tunnel -> after.map(last -> isBehind(tunnel, last)).orElse(true))
        .map(tunnel -> LiveTunnel.of(tunnel, node.value()));
  }

  private static boolean isBehind(Tunnel tunnel, Position last) {
    int byTime = tunnel.attempt().time().compareTo(last.time());
    return byTime < 0
        || (byTime == 0 && text(tunnel.attempt().id()).compareTo(text(last.tunnel())) < 0);
  }

  /** Ids are ordered as the database does it, by their bytes; Java takes their halves as signed. */
  static String text(UUID id) {
    return id.toString();
  }
}
