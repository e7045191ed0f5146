package io.sekisho.console;

import io.sekisho.audit.RecordedTunnel;
import io.sekisho.config.NodeName;
import io.sekisho.tunnel.Tunnel;
import io.sekisho.tunnel.TunnelRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * How fast the tunnels of this replica carry bytes: the difference of the last two readings, which
 * are taken when somebody looks, at most once a second.
 */
@ApplicationScoped
class TunnelRates {

  private static final Duration APART = Duration.ofSeconds(1);

  /** Of a reading; further tunnels are told by their average. */
  private static final int MAX_TUNNELS = 100_000;

  private final TunnelRegistry registry;
  private final String node;
  private final Clock clock;
  private Reading before = new Reading(Instant.EPOCH, Map.of());
  private Reading last = before;

  TunnelRates(TunnelRegistry registry, NodeName node, Clock clock) {
    this.registry = registry;
    this.node = node.value();
    this.clock = clock;
  }

  /** The bytes that each tunnel had carried at a time, both directions together. */
  record Reading(Instant at, Map<UUID, Long> bytes) {}

  /** Two readings. */
  record Rates(String node, Reading before, Reading last) {

    /**
     * Bytes per second between the readings, or since it was opened if the first did not have it;
     * null if that is not known.
     */
    Long of(RecordedTunnel tunnel) {
      if (!tunnel.node().equals(node)) {
        return null;
      }
      Long from = before.bytes().get(tunnel.id());
      Long to = last.bytes().get(tunnel.id());
      if (from != null && to != null) {
        return perSecond(to - from, before.at(), last.at());
      }
      return to == null ? null : perSecond(to, tunnel.openedAt(), last.at());
    }

    private static Long perSecond(long bytes, Instant from, Instant to) {
      long millis = Duration.between(from, to).toMillis();
      return millis <= 0 ? null : Math.round(bytes * 1000.0 / millis);
    }
  }

  /** The last two readings; the last is a new one, unless there was one within a second. */
  synchronized Rates read() {
    Instant now = clock.instant();
    if (Duration.between(last.at(), now).compareTo(APART) >= 0) {
      before = last;
      last =
          new Reading(
              now,
              registry.all().stream()
                  .limit(MAX_TUNNELS)
                  .collect(
                      Collectors.toUnmodifiableMap(
                          tunnel -> tunnel.attempt().id(), TunnelRates::bytes)));
    }
    return new Rates(node, before, last);
  }

  private static long bytes(Tunnel tunnel) {
    return tunnel.bytesUp() + tunnel.bytesDown();
  }
}
