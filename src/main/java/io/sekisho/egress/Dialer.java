package io.sekisho.egress;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import io.sekisho.wire.Carrier;
import io.sekisho.wire.Early;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.NetSocketInternal;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Connects to a target by address, one address after the other, all within one bound of time. */
public final class Dialer {

  private final ContextInternal context;
  private final EventLoop loop;
  private final NetClient client;
  private final Duration timeout;

  /**
   * A dialer for the event loop of the calling context.
   *
   * @param timeout for all addresses of a target together
   */
  public Dialer(Vertx vertx, Duration timeout) {
    this.context = ((VertxInternal) vertx).getOrCreateContext();
    this.loop = context.nettyEventLoop();
    this.timeout = timeout;
    this.client =
        vertx.createNetClient(
            new NetClientOptions()
                .setConnectTimeout(Math.toIntExact(timeout.toMillis()))
                .setTcpNoDelay(true)
                .setTcpKeepAlive(true)
                // Off, the last packet of the handshake would wait 200 ms for data to go with it,
                // and a
                // server that speaks first with it.
                .setTcpQuickAck(true));
  }

  /** Connects to the first hop that answers. */
  public Future<DialOutcome> dial(List<Route.Hop> hops, int port) {
    return dial(hops, port, System.nanoTime() + timeout.toNanos());
  }

  private Future<DialOutcome> dial(List<Route.Hop> hops, int port, long deadline) {
    long left = deadline - System.nanoTime();
    // A silent address must leave time for those behind it.
    return attempt(hops.get(0), port, left / hops.size())
        .compose(
            outcome -> {
              boolean next =
                  !(outcome instanceof DialOutcome.Connected)
                      && hops.size() > 1
                      && System.nanoTime() < deadline;
              return next
                  ? dial(hops.subList(1, hops.size()), port, deadline)
                  : context.succeededFuture(outcome);
            });
  }

  private Future<DialOutcome> attempt(Route.Hop hop, int port, long nanos) {
    Promise<DialOutcome> promise = context.promise();
    var timer =
        loop.schedule(
            () -> promise.tryComplete(new DialOutcome.TimedOut()), nanos, TimeUnit.NANOSECONDS);
    client
        .connect(SocketAddress.inetSocketAddress(new InetSocketAddress(hop.address(), port)))
        .onComplete(
            result -> {
              timer.cancel(false);
              complete(promise, hop, result);
            });
    return promise.future();
  }

  private static void complete(
      Promise<DialOutcome> promise, Route.Hop hop, AsyncResult<NetSocket> result) {
    if (result.failed()) {
      promise.tryComplete(failure(result.cause()));
      return;
    }
    ChannelHandlerContext vertxHandler =
        ((NetSocketInternal) result.result()).channelHandlerContext();
    Channel channel = vertxHandler.channel();
    // Before the loop can read: nothing of the target's may be lost before the tunnel starts.
    channel.config().setAutoRead(false);
    channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    Early target = new Early(Carrier.TCP);
    channel.pipeline().addBefore(vertxHandler.name(), "early", target);
    if (!promise.tryComplete(new DialOutcome.Connected(target, hop))) {
      channel.close();
    }
  }

  private static DialOutcome failure(Throwable cause) {
    if (cause instanceof ConnectTimeoutException) {
      return new DialOutcome.TimedOut();
    }
    if (cause instanceof NoRouteToHostException) {
      return new DialOutcome.Unroutable();
    }
    // The kernel's error comes as the text of a ConnectException on one transport, of some other
    // IOException on the other.
    String message = String.valueOf(cause.getMessage());
    if (cause instanceof ConnectException && message.contains("refused")) {
      return new DialOutcome.Refused();
    }
    return message.contains("reset") || cause instanceof ClosedChannelException
        ? new DialOutcome.BrokenOff()
        : new DialOutcome.Unroutable();
  }
}
