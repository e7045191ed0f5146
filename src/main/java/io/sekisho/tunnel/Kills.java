package io.sekisho.tunnel;

import io.sekisho.identity.Caller;
import io.sekisho.passage.Attempt;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Carries out kill orders on this node. Orders are held for a while, as an attempt that began
 * before one may become a tunnel after it; an attempt is decided within seconds.
 */
@ApplicationScoped
public class Kills {

  private static final Logger LOG = Logger.getLogger(Kills.class);
  private static final Duration HELD = Duration.ofHours(1);
  private static final int MAX_HELD = 10_000;

  private final TunnelRegistry tunnels;
  private final Map<KillOrder.Selector, Held> held = new LinkedHashMap<>();

  private record Held(KillOrder order, long sinceNanos) {}

  Kills(TunnelRegistry tunnels) {
    this.tunnels = tunnels;
  }

  /** Cuts what the order is about, now and when it comes late. Called on the feed's thread. */
  public void obey(KillOrder order) {
    // Held before the tunnels are looked through: one that is registered meanwhile meets the order.
    hold(order);
    long cut = tunnels.all().stream().filter(tunnel -> cutIfConcerned(tunnel, order)).count();
    LOG.infof(
        "kill order %d obeyed: %s, %s, tunnels=%d",
        order.id(), order.selector(), order.words(), cut);
  }

  /** Checks a tunnel that has just been registered: an order may not have found it yet. */
  public void checkLateComer(Tunnel tunnel) {
    Attempt attempt = tunnel.attempt();
    Stream.of(
            Optional.of(new KillOrder.One(attempt.id())),
            attempt.caller().map(Caller::user).map(KillOrder.OfUser::new),
            Optional.of(new KillOrder.Everything()))
        .flatMap(Optional::stream)
        .flatMap(selector -> heldFor(selector).stream())
        .filter(order -> cutIfConcerned(tunnel, order))
        .findFirst();
  }

  private static boolean cutIfConcerned(Tunnel tunnel, KillOrder order) {
    boolean concerned = order.concerns(tunnel.attempt());
    if (concerned) {
      tunnel.kill(order.words());
    }
    return concerned;
  }

  private synchronized Optional<KillOrder> heldFor(KillOrder.Selector selector) {
    return Optional.ofNullable(held.get(selector)).map(Held::order);
  }

  /** The newest of a selector covers those before it. */
  private synchronized void hold(KillOrder order) {
    long now = System.nanoTime();
    held.values().removeIf(old -> now - old.sinceNanos() > HELD.toNanos());
    held.remove(order.selector());
    if (held.size() == MAX_HELD) {
      held.remove(held.keySet().iterator().next());
    }
    held.put(order.selector(), new Held(order, now));
  }
}
