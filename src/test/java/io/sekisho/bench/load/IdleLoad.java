package io.sekisho.bench.load;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.util.List;
import java.util.Map;

/**
 * Tunnels that are open and carry nothing; between begin and end nothing but their opening happens,
 * first of one half, then of the other. Before, few at a time are opened and closed, many times
 * over: what a proxy takes once is not what a tunnel takes.
 */
final class IdleLoad implements Load {

  private static final int WARM_UP_ROUNDS = 20;
  private static final int WARM_UP_TUNNELS = 64;

  private final List<Route> routes;
  private final int number;

  IdleLoad(List<Route> routes, int number) {
    this.routes = routes;
    this.number = number;
  }

  @Override
  public Map<String, Double> run(Signals signals) throws IOException {
    for (int round = 0; round < WARM_UP_ROUNDS; round++) {
      try (Tunnels few = new Tunnels(routes, WARM_UP_TUNNELS)) {
        few.open(SelectionKey.OP_READ, () -> null);
      }
    }
    int half = number / 2;
    try (Tunnels first = new Tunnels(routes, half);
        Tunnels second = new Tunnels(routes, number - half)) {
      signals.begin();
      signals.await();
      first.open(SelectionKey.OP_READ, () -> null);
      signals.half();
      signals.await();
      second.open(SelectionKey.OP_READ, () -> null);
      signals.end();
      signals.await();
      return Map.of("half", (double) half, "count", (double) number);
    }
  }
}
