package io.sekisho.egress;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.sekisho.wire.Carrier;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.net.NetClientOptions;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

/**
 * Connects by address, with Happy Eyeballs (RFC 8305) among the given addresses and no other. On
 * Netty itself, as a connection attempt of Vert.x' client cannot be taken back.
 */
public final class Dialer {

  private final ContextInternal context;
  private final EventLoop loop;
  private final Bootstrap bootstrap;
  private final Duration timeout;
  private final Duration delay;

  /**
   * A dialer for the event loop of the calling context.
   *
   * @param bounds in time
   */
  public Dialer(Vertx vertx, DialBounds bounds) {
    VertxInternal internal = (VertxInternal) vertx;
    this.context = internal.getOrCreateContext();
    this.loop = context.nettyEventLoop();
    this.timeout = bounds.timeout();
    this.delay = bounds.attemptDelay();
    this.bootstrap =
        new Bootstrap()
            .group(loop)
            .channelFactory(internal.transport().channelFactory(false))
            .disableResolver();
    // As Vert.x does it, so that an option that only epoll has is set there alone.
    internal.transport().configure(socketOptions(), false, bootstrap);
    bootstrap
        // The race has its own clock.
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0)
        // From the beginning: nothing of the target's may be lost before the tunnel starts.
        .option(ChannelOption.AUTO_READ, false)
        .option(ChannelOption.ALLOW_HALF_CLOSURE, true);
  }

  /**
   * Connects to the first that answers, all tries together within the time-out.
   *
   * @param addresses at least one; of many, only the first few are tried
   * @param carrier what the connection is going to be
   * @param abandoned completed on the same event loop when nobody wants it any more
   */
  Future<DialOutcome> dial(
      List<InetAddress> addresses, int port, Carrier carrier, Future<Void> abandoned) {
    Promise<DialOutcome> result = context.promise();
    Race race =
        new Race(bootstrap, loop, AddressOrder.interleave(addresses), port, carrier, delay, result);
    race.start(timeout);
    abandoned.onComplete(left -> race.abandon());
    return result.future();
  }

  private static NetClientOptions socketOptions() {
    return new NetClientOptions()
        .setTcpNoDelay(true)
        .setTcpKeepAlive(true)
        // Off, the last packet of the handshake would wait 200 ms for data to go with it, and a
        // server that speaks first with it.
        .setTcpQuickAck(true);
  }
}
