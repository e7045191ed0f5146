package io.sekisho.egress;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.netty.channel.EventLoop;
import io.netty.resolver.DefaultHostsFileEntriesResolver;
import io.netty.resolver.ResolvedAddressTypes;
import io.sekisho.config.SekishoConfig;
import io.sekisho.destination.Host;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Resolves names without blocking, on the event loop of the one who asks. Names are absolute: no
 * search list is appended, so that the name the policies saw is the name that is asked for. The
 * hosts file counts. What is known, or being asked for already, costs no question; beyond that the
 * names in flight are bounded, in all and for each asker, so that names nobody answers for hold up
 * neither the loop nor the others.
 */
public final class NameResolver {

  private static final int CACHED_NAMES = 10_000;

  /** Names in flight on one event loop; each takes two sockets. */
  static final int MAX_IN_FLIGHT = 1_024;

  /** Names in flight on one event loop for one asker. */
  static final int MAX_IN_FLIGHT_OF_ONE = 64;

  /** RFC 8305 §3: there are servers that never answer for AAAA. */
  private static final Duration RESOLUTION_DELAY = Duration.ofMillis(50);

  private final DnsClient client;
  private final Supplier<List<InetSocketAddress>> servers;
  private final ContextInternal context;
  private final EventLoop loop;
  private final Duration timeout;
  private final Duration resolutionDelay;
  private final long maxTtl;
  private final DefaultHostsFileEntriesResolver hostsFile = new DefaultHostsFileEntriesResolver();
  private final Map<String, Future<Resolution>> inFlight = new HashMap<>();
  private final Map<String, Integer> inFlightByAsker = new HashMap<>();
  private final Cache<String, Lookup.Found> known =
      Caffeine.newBuilder()
          .maximumSize(CACHED_NAMES)
          .expireAfter(
              Expiry.<String, Lookup.Found>creating(
                  (name, found) -> Duration.ofSeconds(found.ttl())))
          .executor(Runnable::run)
          .build();

  /** The server that answered last: while it does, a silent one before it costs no time. */
  private InetSocketAddress preferred;

  /**
   * A resolver for the event loop of the calling context.
   *
   * @param config servers and bounds
   */
  public NameResolver(Vertx vertx, SekishoConfig.Egress.Dns config) {
    this(vertx, config, RESOLUTION_DELAY);
  }

  NameResolver(Vertx vertx, SekishoConfig.Egress.Dns config, Duration resolutionDelay) {
    this.resolutionDelay = resolutionDelay;
    VertxInternal internal = (VertxInternal) vertx;
    this.context = internal.getOrCreateContext();
    this.loop = context.nettyEventLoop();
    this.timeout = config.timeout();
    this.maxTtl = config.cacheMaxTtl().toSeconds();
    this.servers = DnsServers.of(config);
    this.client = new DnsClient(internal, context, timeout.dividedBy(rounds(servers.get()).size()));
  }

  /**
   * All addresses of a host, IPv4 first; an address is its own.
   *
   * @param asker for whom, to bound what one can ask for at a time
   */
  public Future<Resolution> resolve(Host host, String asker) {
    if (host instanceof Host.Address literal) {
      return context.succeededFuture(new Resolution.Resolved(List.of(literal.address())));
    }
    String name = host.text();
    List<InetAddress> fixed = hostsFile.addresses(name, ResolvedAddressTypes.IPV4_PREFERRED);
    if (fixed != null && !fixed.isEmpty()) {
      return context.succeededFuture(new Resolution.Resolved(fixed));
    }
    Lookup.Found kept = known.getIfPresent(name);
    if (kept != null) {
      return context.succeededFuture(kept.resolution());
    }
    Future<Resolution> shared = inFlight.get(name);
    if (shared != null) {
      return shared;
    }
    if (inFlight.size() >= MAX_IN_FLIGHT
        || inFlightByAsker.getOrDefault(asker, 0) >= MAX_IN_FLIGHT_OF_ONE) {
      return context.succeededFuture(new Resolution.TooMany());
    }
    return lookUp(name, asker);
  }

  /** Frees the sockets. */
  public void close() {
    client.close();
  }

  private Future<Resolution> lookUp(String name, String asker) {
    Promise<Resolution> promise = context.promise();
    inFlight.put(name, promise.future());
    inFlightByAsker.merge(asker, 1, Integer::sum);
    var timer =
        loop.schedule(
            () -> promise.tryComplete(new Resolution.TimedOut()),
            timeout.toMillis(),
            TimeUnit.MILLISECONDS);
    Lookup lookup = new Lookup(client, context, name, resolutionDelay);
    promise
        .future()
        .onComplete(
            done -> {
              timer.cancel(false);
              lookup.stop();
              inFlight.remove(name);
              inFlightByAsker.computeIfPresent(
                  asker, (key, count) -> count == 1 ? null : count - 1);
            });
    lookup
        .ask(rounds(servers.get()))
        .onSuccess(
            found -> {
              keep(name, found);
              promise.tryComplete(found.resolution());
            })
        .onFailure(failure -> promise.tryComplete(new Resolution.NotResolved("SERVFAIL")));
    return promise.future();
  }

  private void keep(String name, Lookup.Found found) {
    found.server().ifPresent(server -> preferred = server);
    long ttl = Math.min(found.ttl(), maxTtl);
    if (ttl > 0) {
      known.put(name, new Lookup.Found(found.resolution(), ttl, found.server()));
    }
  }

  /**
   * The servers in the order in which they are asked, beginning with the preferred one. A single
   * server is asked twice, as a datagram may get lost.
   */
  private List<InetSocketAddress> rounds(List<InetSocketAddress> all) {
    List<InetSocketAddress> order = new ArrayList<>(all);
    Collections.rotate(order, -Math.max(0, order.indexOf(preferred)));
    if (order.size() == 1) {
      order.add(order.get(0));
    }
    return order;
  }
}
