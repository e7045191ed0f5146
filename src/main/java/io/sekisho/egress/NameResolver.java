package io.sekisho.egress;

import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.resolver.dns.DnsErrorCauseException;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsNameResolverChannelStrategy;
import io.netty.resolver.dns.DnsNameResolverTimeoutException;
import io.netty.resolver.dns.NoopAuthoritativeDnsServerCache;
import io.netty.resolver.dns.NoopDnsCnameCache;
import io.netty.resolver.dns.SequentialDnsServerAddressStreamProvider;
import io.sekisho.config.SekishoConfig;
import io.sekisho.destination.Host;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Resolves names without blocking, by Netty's DNS client on the event loop of the one who asks.
 * Names are absolute: no search list is appended, so that the name the policies saw is the name
 * that is asked for. The hosts file counts.
 */
public final class NameResolver {

  private static final int CACHED_NAMES = 10_000;
  private static final Duration NEGATIVE_TTL = Duration.ofSeconds(5);

  private final DnsNameResolver resolver;
  private final ContextInternal context;
  private final EventLoop loop;
  private final Duration timeout;

  /**
   * A resolver for the event loop of the calling context.
   *
   * @param config servers and bounds
   */
  public NameResolver(Vertx vertx, SekishoConfig.Egress.Dns config) {
    VertxInternal internal = (VertxInternal) vertx;
    this.context = internal.getOrCreateContext();
    this.loop = context.nettyEventLoop();
    this.timeout = config.timeout();
    DnsNameResolverBuilder builder =
        new DnsNameResolverBuilder(loop)
            .datagramChannelFactory(() -> internal.transport().datagramChannel())
            .socketChannelFactory(
                () -> (SocketChannel) internal.transport().channelFactory(false).newChannel())
            // A source port of its own for each look-up: harder to answer for somebody else.
            .datagramChannelStrategy(DnsNameResolverChannelStrategy.ChannelPerResolution)
            .searchDomains(Collections.emptyList())
            .decodeIdn(false)
            // Half, so that a second server has its turn within the whole.
            .queryTimeoutMillis(Math.max(1, timeout.toMillis() / 2))
            .resolveCache(
                new BoundedDnsCache(
                    Math.toIntExact(config.cacheMaxTtl().toSeconds()),
                    Math.toIntExact(NEGATIVE_TTL.toSeconds()),
                    CACHED_NAMES))
            .cnameCache(NoopDnsCnameCache.INSTANCE)
            .authoritativeDnsServerCache(NoopAuthoritativeDnsServerCache.INSTANCE);
    config
        .servers()
        .map(DnsServers::parse)
        .ifPresent(
            servers ->
                builder.nameServerProvider(new SequentialDnsServerAddressStreamProvider(servers)));
    this.resolver = builder.build();
  }

  /** All addresses of a host; an address is its own. */
  public Future<Resolution> resolve(Host host) {
    if (host instanceof Host.Address literal) {
      return context.succeededFuture(new Resolution.Resolved(List.of(literal.address())));
    }
    Promise<Resolution> promise = context.promise();
    var timer =
        loop.schedule(
            () -> promise.tryComplete(new Resolution.TimedOut()),
            timeout.toMillis(),
            TimeUnit.MILLISECONDS);
    resolver
        .resolveAll(host.text())
        .addListener(
            (io.netty.util.concurrent.Future<List<InetAddress>> answer) -> {
              timer.cancel(false);
              promise.tryComplete(
                  answer.isSuccess()
                      ? new Resolution.Resolved(answer.getNow())
                      : failure(answer.cause()));
            });
    return promise.future();
  }

  /** Frees the sockets. */
  public void close() {
    resolver.close();
  }

  private static Resolution failure(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof DnsNameResolverTimeoutException) {
        return new Resolution.TimedOut();
      }
      if (cause instanceof DnsErrorCauseException error) {
        return new Resolution.NotResolved(rcode(error.getCode()));
      }
    }
    return new Resolution.NotResolved("NXDOMAIN");
  }

  /** The mnemonic alone, in capitals: the code's own text form adds its number. */
  private static String rcode(DnsResponseCode code) {
    String text = code.toString();
    int bracket = text.indexOf('(');
    return (bracket < 0 ? text : text.substring(0, bracket)).toUpperCase(Locale.ROOT);
  }
}
