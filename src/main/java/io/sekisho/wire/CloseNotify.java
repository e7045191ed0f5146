package io.sekisho.wire;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;

/** Tells a peer's close_notify to those behind TLS as they would be told of a FIN. */
@ChannelHandler.Sharable
public final class CloseNotify extends ChannelInboundHandlerAdapter {

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    boolean closed = event instanceof SslCloseCompletionEvent close && close.isSuccess();
    ctx.fireUserEventTriggered(closed ? ChannelInputShutdownEvent.INSTANCE : event);
  }
}
