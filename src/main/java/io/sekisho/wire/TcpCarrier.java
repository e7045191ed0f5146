package io.sekisho.wire;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;

/** A bare TCP connection. */
final class TcpCarrier implements Carrier {

  @Override
  public void finish(ChannelHandlerContext context) {
    whenFlushed(context).addListener(done -> ((DuplexChannel) context.channel()).shutdownOutput());
  }

  @Override
  public void close(ChannelHandlerContext context) {
    whenFlushed(context).addListener(done -> context.close());
  }

  @Override
  public void reset(ChannelHandlerContext context) {
    whenFlushed(context)
        .addListener(
            done -> {
              resetOnClose(context.channel());
              context.close();
            });
  }

  /** Writes are completed in order, so an empty one completes behind all that went before. */
  static ChannelFuture whenFlushed(ChannelHandlerContext context) {
    return context.writeAndFlush(Unpooled.EMPTY_BUFFER);
  }

  /** Closing with no time to linger sends RST instead of FIN. */
  static void resetOnClose(Channel channel) {
    if (channel.isOpen()) {
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
    }
  }
}
