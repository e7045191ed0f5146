package io.sekisho.listener;

import io.sekisho.config.SekishoConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Bounds the connections and HTTP/2 streams, all of them and those of one source that have no
 * tunnel yet. What they set going here counts with them, even when they themselves are gone.
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

  /** Counts a connection or stream in, within the bounds or not. */
  Admission admit() {
    return new Admission(connections.incrementAndGet() <= maxConnections);
  }

  /** All that is counted now. */
  int connections() {
    return connections.get();
  }

  /** Whether nobody is without a tunnel. */
  boolean isNobodyWaiting() {
    return withoutTunnel.isEmpty();
  }

  /** One connection or stream, and its passage. Belongs to one event loop. */
  final class Admission {

    private boolean within;
    private InetAddress source;
    private int users = 1;

    private Admission(boolean within) {
      this.within = within;
    }

    /**
     * Counts it for its source, until it is a tunnel or is over.
     *
     * @return whether it is within all bounds
     */
    boolean comesFrom(InetAddress address) {
      source = address;
      within &= withoutTunnel.merge(source, 1, Integer::sum) <= maxWithoutTunnel;
      return within;
    }

    /** It became a tunnel. */
    void settle() {
      if (source != null) {
        withoutTunnel.computeIfPresent(source, (key, count) -> count == 1 ? null : count - 1);
        source = null;
      }
    }

    /** One more that must end before it is over. */
    void retain() {
      users++;
    }

    /** The channel or its passage is over; when both are, it is counted out. */
    void release() {
      users--;
      if (users == 0) {
        settle();
        connections.decrementAndGet();
      }
    }
  }
}
