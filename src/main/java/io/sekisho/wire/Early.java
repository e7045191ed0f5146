package io.sekisho.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.util.List;

/**
 * Holds what a side sends before its tunnel starts, although reading is switched off: epoll reads a
 * socket to its end once the peer has finished, whatever the setting, and what the decoder had read
 * with a head comes too. Bounded by what the kernel had buffered for the socket until then: its
 * receive buffer, at most {@code net.ipv4.tcp_rmem}.
 */
public class Early extends ChannelInboundHandlerAdapter {

  private final Carrier carrier;
  private ChannelHandlerContext context;
  private CompositeByteBuf bytes;
  private boolean finished;
  private boolean makingWay;

  /**
   * @param carrier what the connection is
   */
  public Early(Carrier carrier) {
    this.carrier = carrier;
  }

  /** What the connection is. */
  public final Carrier carrier() {
    return carrier;
  }

  /** Its connection, once it is in the pipeline. */
  public final Channel channel() {
    return context.channel();
  }

  /** Puts handlers behind itself, in this order; they get nothing before {@link #makeWay}. */
  public final void lead(List<ChannelHandler> successors) {
    ChannelHandler last = this;
    for (ChannelHandler successor : successors) {
      String name = context.pipeline().context(last).name();
      context.pipeline().addAfter(name, null, successor);
      last = successor;
    }
  }

  /** Hands on to those behind it what the side has sent, and its end if that came, and goes. */
  public final void makeWay() {
    makingWay = true;
    ByteBuf held = take();
    if (held.isReadable()) {
      context.fireChannelRead(held);
      context.fireChannelReadComplete();
    } else {
      held.release();
    }
    if (finished) {
      context.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    }
    context.pipeline().remove(this);
  }

  /** Whether the side will send nothing more. */
  public final boolean isFinished() {
    return finished;
  }

  /** Gives up what is held. */
  public final void release() {
    take().release();
  }

  /** Closes the connection and gives up what is held. */
  public final void drop() {
    release();
    close();
  }

  /**
   * Closes the connection at once: from the pipeline's tail, Vert.x' handler would first wait for
   * everything to be flushed, which a side that does not read can put off for ever.
   */
  public final void close() {
    context.close();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  @Override
  public final void channelRead(ChannelHandlerContext ctx, Object message) {
    if (makingWay) {
      ctx.fireChannelRead(message);
    } else {
      received(message);
    }
  }

  /** Takes what the side sent while it has no tunnel. */
  protected void received(Object message) {
    hold((ByteBuf) message);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (makingWay) {
      ctx.fireUserEventTriggered(event);
    } else if (event instanceof ChannelInputShutdownEvent) {
      finished = true;
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    close();
  }

  /** Holds some more. */
  protected final void hold(ByteBuf more) {
    bytes = bytes == null ? context.alloc().compositeBuffer() : bytes;
    bytes.addComponent(true, more);
  }

  /** Hands over what is held; whoever takes it releases it. */
  public final ByteBuf take() {
    ByteBuf taken = bytes == null ? Unpooled.EMPTY_BUFFER : bytes;
    bytes = null;
    return taken;
  }
}
