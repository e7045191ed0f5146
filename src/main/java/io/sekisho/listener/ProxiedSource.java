package io.sekisho.listener;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol.AddressFamily;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import io.sekisho.destination.Host;
import io.sekisho.destination.SyntaxException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Takes the PROXY protocol header (versions 1 and 2) that a trusted load balancer must send before
 * anything else, and tells for whom it speaks. A connection that does not begin with one is closed:
 * to take it at its own word would make its address the client's.
 */
final class ProxiedSource extends ChannelInboundHandlerAdapter {

  /** For the optional fields of version 2, none of which is used here. */
  private static final int MAX_EXTRA = 1_024;

  private final InetSocketAddress connection;
  private final Duration timeout;
  private final Consumer<InetSocketAddress> onSource;
  private final Runnable onNone;
  private ScheduledFuture<?> timer;
  private boolean refused;

  private ProxiedSource(
      InetSocketAddress connection,
      Duration timeout,
      Consumer<InetSocketAddress> onSource,
      Runnable onNone) {
    this.onNone = onNone;
    this.connection = connection;
    this.timeout = timeout;
    this.onSource = onSource;
  }

  /**
   * Awaits the header in front of the named handler.
   *
   * @param connection the load balancer, which speaks for itself when it checks our health
   * @param onSource told once, before the bytes behind the header come on
   * @param onNone told once, if the connection is closed instead
   */
  static void await(
      ChannelPipeline pipeline,
      String before,
      InetSocketAddress connection,
      Duration timeout,
      Consumer<InetSocketAddress> onSource,
      Runnable onNone) {
    HAProxyMessageDecoder decoder = new HAProxyMessageDecoder(MAX_EXTRA);
    decoder.setCumulator(ProxiedSource::onHeap);
    pipeline
        .addBefore(before, "proxy-protocol", decoder)
        .addBefore(before, "source", new ProxiedSource(connection, timeout, onSource, onNone));
  }

  /**
   * Where a field of version 2 is broken, the decoder does not give back those before it. On the
   * heap that is garbage; pooled memory would be lost.
   */
  private static ByteBuf onHeap(ByteBufAllocator allocator, ByteBuf held, ByteBuf more) {
    ByteBuf all = Unpooled.buffer(Math.addExact(held.readableBytes(), more.readableBytes()));
    try {
      return all.writeBytes(held).writeBytes(more);
    } finally {
      held.release();
      more.release();
    }
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    timer = ctx.executor().schedule(() -> refuse(ctx), timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Behind a bad header the decoder looks for another one when the connection closes. */
  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof HAProxyMessage header && !refused) {
      timer.cancel(false);
      try {
        onSource.accept(source(header));
        ctx.pipeline().remove(this);
      } catch (SyntaxException e) {
        refuse(ctx);
      } finally {
        header.release();
      }
    } else {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    refuse(ctx);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    timer.cancel(false);
    ctx.fireChannelInactive();
  }

  private void refuse(ChannelHandlerContext ctx) {
    if (!refused) {
      refused = true;
      onNone.run();
      ctx.close();
    }
  }

  /** LOCAL and UNKNOWN name nobody: then the connection stands for itself. */
  private InetSocketAddress source(HAProxyMessage header) {
    AddressFamily family = header.proxiedProtocol().addressFamily();
    boolean named =
        header.command() == HAProxyCommand.PROXY
            && (family == AddressFamily.AF_IPv4 || family == AddressFamily.AF_IPv6);
    if (!named) {
      return connection;
    }
    String address = header.sourceAddress();
    Host host = Host.parse(address.indexOf(':') < 0 ? address : "[" + address + "]");
    if (host instanceof Host.Address literal) {
      return new InetSocketAddress(literal.address(), header.sourcePort());
    }
    throw new SyntaxException("the source is not an address");
  }
}
