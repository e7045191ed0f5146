package io.sekisho.tunnel;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The tunnels that are open on this node. */
@ApplicationScoped
public class TunnelRegistry {

  private final ConcurrentMap<UUID, Tunnel> tunnels = new ConcurrentHashMap<>();

  /** Adds a tunnel that is about to start. */
  public void add(Tunnel tunnel) {
    tunnels.put(tunnel.attempt().id(), tunnel);
  }

  /** Forgets a tunnel that is over. */
  public void remove(Tunnel tunnel) {
    tunnels.remove(tunnel.attempt().id());
  }

  /** All open tunnels, in no order, as of now. */
  public Collection<Tunnel> all() {
    return List.copyOf(tunnels.values());
  }

  /** Whether it is open. */
  public boolean has(UUID tunnel) {
    return tunnels.containsKey(tunnel);
  }

  /** How many are open. */
  public int size() {
    return tunnels.size();
  }
}
