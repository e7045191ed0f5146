package io.sekisho.bench.load;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.util.Map;

/**
 * Tunnels that are open and carry nothing; between begin and end nothing but their opening happens.
 */
final class IdleLoad implements Load {

  private final Tunnels tunnels;
  private final Tunnels warmUp;

  /** The few tunnels of the warm-up are opened and closed before. */
  IdleLoad(Tunnels warmUp, Tunnels tunnels) {
    this.warmUp = warmUp;
    this.tunnels = tunnels;
  }

  @Override
  public Map<String, Double> run(Signals signals) throws IOException {
    try (warmUp) {
      warmUp.open(SelectionKey.OP_READ, () -> null);
    }
    try (tunnels) {
      signals.begin();
      signals.await();
      tunnels.open(SelectionKey.OP_READ, () -> null);
      signals.end();
      signals.await();
      return Map.of("count", (double) tunnels.channels().size());
    }
  }
}
