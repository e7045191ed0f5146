package io.sekisho.listener;

import io.sekisho.config.SekishoConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Bounds the connections, all of them and those of one source that have no tunnel yet. */
@ApplicationScoped
public class AdmissionGate {

  private final int maxConnections;
  private final int maxWithoutTunnel;
  private final AtomicInteger connections = new AtomicInteger();
  private final ConcurrentMap<InetAddress, Integer> withoutTunnel = new ConcurrentHashMap<>();

  AdmissionGate(SekishoConfig config) {
    this.maxConnections = config.proxy().maxConnections();
    this.maxWithoutTunnel = config.proxy().maxUnauthenticatedPerSource();
  }

  /**
   * Counts a connection in. Each one, admitted or not, is counted out by {@link #left}.
   *
   * @return whether it is within the bounds
   */
  public boolean entered(InetAddress source) {
    int all = connections.incrementAndGet();
    int fromSource = withoutTunnel.merge(source, 1, Integer::sum);
    return all <= maxConnections && fromSource <= maxWithoutTunnel;
  }

  /** The connection became a tunnel, or is about to leave without one. */
  public void settled(InetAddress source) {
    withoutTunnel.computeIfPresent(source, (key, count) -> count == 1 ? null : count - 1);
  }

  /** The connection is gone. */
  public void left() {
    connections.decrementAndGet();
  }
}
