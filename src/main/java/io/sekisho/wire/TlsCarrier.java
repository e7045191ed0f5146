package io.sekisho.wire;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;

/** TLS over TCP. Only TLS 1.3 knows a half-closed connection (RFC 8446 §6.1). */
final class TlsCarrier implements Carrier {

  @Override
  public void finish(ChannelHandlerContext context) {
    context.flush();
    context
        .pipeline()
        .get(SslHandler.class)
        .closeOutbound()
        .addListener(done -> ((DuplexChannel) context.channel()).shutdownOutput());
  }

  @Override
  public void close(ChannelHandlerContext context) {
    whenFlushed(context).addListener(done -> context.close());
  }

  /** Without close_notify: the peer sees that it was cut short. */
  @Override
  public void reset(ChannelHandlerContext context) {
    whenFlushed(context)
        .addListener(
            done -> {
              TcpCarrier.resetOnClose(context.channel());
              ChannelHandlerContext tls = context.pipeline().context(SslHandler.class);
              if (tls != null) {
                tls.close();
              }
            });
  }

  /** Below TLS: an empty write into it would be done as soon as it is encrypted. */
  private static ChannelFuture whenFlushed(ChannelHandlerContext context) {
    context.flush();
    ChannelHandlerContext tls = context.pipeline().context(SslHandler.class);
    return tls == null ? context.newSucceededFuture() : TcpCarrier.whenFlushed(tls);
  }
}
