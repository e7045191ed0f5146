package io.sekisho.egress;

import io.netty.channel.AddressedEnvelope;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsNameResolverChannelStrategy;
import io.netty.resolver.dns.NoopAuthoritativeDnsServerCache;
import io.netty.resolver.dns.NoopDnsCache;
import io.netty.resolver.dns.NoopDnsCnameCache;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;

/**
 * Asks one server one question, by Netty's DNS client: it sends, matches answers to questions by
 * port, server, id and name, drops what does not match, and turns to TCP when an answer is cut
 * short. Its own way of going through servers is not used: it would take every server's NXDOMAIN,
 * keep a refusal as if the name were not there, and ask any server that an answer refers it to.
 */
final class DnsClient {

  private final DnsNameResolver resolver;
  private final ContextInternal context;

  /**
   * @param queryTimeout how long one server may be silent
   */
  DnsClient(VertxInternal vertx, ContextInternal context, Duration queryTimeout) {
    this.context = context;
    EventLoop loop = context.nettyEventLoop();
    this.resolver =
        new DnsNameResolverBuilder(loop)
            .datagramChannelFactory(() -> vertx.transport().datagramChannel())
            .socketChannelFactory(
                () -> (SocketChannel) vertx.transport().channelFactory(false).newChannel())
            // A source port of its own for each question: harder to answer for somebody else.
            .datagramChannelStrategy(DnsNameResolverChannelStrategy.ChannelPerResolution)
            .queryTimeoutMillis(Math.max(1, queryTimeout.toMillis()))
            .resolveCache(NoopDnsCache.INSTANCE)
            .cnameCache(NoopDnsCnameCache.INSTANCE)
            .authoritativeDnsServerCache(NoopAuthoritativeDnsServerCache.INSTANCE)
            .build();
  }

  /**
   * Asks; never fails.
   *
   * @param open where the question stands while it is open; whoever cancels it frees its socket
   */
  Future<DnsAnswer> ask(
      InetSocketAddress server,
      String name,
      DnsRecordType type,
      Set<io.netty.util.concurrent.Future<?>> open) {
    Promise<DnsAnswer> promise = context.promise();
    var question = resolver.query(server, new DefaultDnsQuestion(name + ".", type));
    open.add(question);
    question.addListener(
        (io.netty.util.concurrent.Future<AddressedEnvelope<DnsResponse, InetSocketAddress>>
                done) -> {
          open.remove(question);
          promise.complete(read(done, name, type));
        });
    return promise.future();
  }

  void close() {
    resolver.close();
  }

  private static DnsAnswer read(
      io.netty.util.concurrent.Future<AddressedEnvelope<DnsResponse, InetSocketAddress>> done,
      String name,
      DnsRecordType type) {
    if (!done.isSuccess()) {
      return new DnsAnswer.Failed("");
    }
    AddressedEnvelope<DnsResponse, InetSocketAddress> envelope = done.getNow();
    try {
      return DnsAnswer.read(envelope.content(), name, type);
    } finally {
      envelope.release();
    }
  }
}
