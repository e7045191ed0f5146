package io.sekisho.wire;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;

/**
 * What carries one side's bytes, and how it says that there are no more. All methods are called
 * with the context of the last handler of the connection, on its event loop, and act behind
 * everything that was written before.
 */
public enum Carrier {
  /** A TCP connection: ends with FIN, breaks with RST. */
  TCP {
    @Override
    public void finish(ChannelHandlerContext context) {
      whenFlushed(context).addListener(done -> shutdownOutput(context));
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
                lingerNot(context);
                context.close();
              });
    }
  };

  /** Says that nothing more will be sent; the other direction stays open. */
  public abstract void finish(ChannelHandlerContext context);

  /** Ends both directions in order. */
  public abstract void close(ChannelHandlerContext context);

  /** Breaks the connection, so that the peer does not take what it has for all there is. */
  public abstract void reset(ChannelHandlerContext context);

  /** Writes are completed in order, so an empty one completes behind all that went before. */
  private static ChannelFuture whenFlushed(ChannelHandlerContext context) {
    return context.writeAndFlush(Unpooled.EMPTY_BUFFER);
  }

  private static void shutdownOutput(ChannelHandlerContext context) {
    ((DuplexChannel) context.channel()).shutdownOutput();
  }

  /** Closing then sends RST. */
  private static void lingerNot(ChannelHandlerContext context) {
    if (context.channel().isOpen()) {
      context.channel().config().setOption(ChannelOption.SO_LINGER, 0);
    }
  }
}
