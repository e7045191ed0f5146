package io.sekisho.listener;

import io.sekisho.config.SekishoConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Bounds the connections and HTTP/2 streams, all of them and those of one source that have no
 * tunnel yet.
 */
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
   * Counts a connection or stream in. Each one, admitted or not, is counted out by {@link #left}.
   *
   * @return whether it is within the bound
   */
  boolean entered() {
    return connections.incrementAndGet() <= maxConnections;
  }

  /** The connection or stream is gone. */
  void left() {
    connections.decrementAndGet();
  }

  /** Counts one from this source that has no tunnel. */
  Visit visit(InetAddress source) {
    return new Visit(source, withoutTunnel.merge(source, 1, Integer::sum) <= maxWithoutTunnel);
  }

  /** One without a tunnel. Belongs to one event loop. */
  final class Visit {

    private final InetAddress source;
    private final boolean within;
    private boolean settled;

    private Visit(InetAddress source, boolean within) {
      this.source = source;
      this.within = within;
    }

    /** Whether the source has not too many. */
    boolean isWithin() {
      return within;
    }

    /** It became a tunnel, or leaves without one; only the first time counts. */
    void settle() {
      if (!settled) {
        settled = true;
        withoutTunnel.computeIfPresent(source, (key, count) -> count == 1 ? null : count - 1);
      }
    }
  }
}
