package io.sekisho.listener;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Waits, where HTTP/2 was agreed on, for the preface that every client of it sends first (RFC 9113
 * §3.4). Some offer the protocol and then speak HTTP/1.1 all the same: Go's do, and with them
 * kubectl, docker and podman.
 */
final class Http2Preface extends ByteToMessageDecoder {

  private final Duration timeout;
  private final Runnable onHttp2;
  private final Runnable onHttp1;
  private ScheduledFuture<?> timer;

  /**
   * @param timeout until it is known; then the connection is closed
   * @param onHttp2 told once, before what came is handed on
   * @param onHttp1 told once, before what came is handed on
   */
  Http2Preface(Duration timeout, Runnable onHttp2, Runnable onHttp1) {
    this.timeout = timeout;
    this.onHttp2 = onHttp2;
    this.onHttp1 = onHttp1;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    timer = ctx.executor().schedule(() -> ctx.close(), timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext ctx) {
    timer.cancel(false);
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    ByteBuf preface = Http2CodecUtil.connectionPrefaceBuf();
    try {
      int length = Math.min(in.readableBytes(), preface.readableBytes());
      if (!ByteBufUtil.equals(in, in.readerIndex(), preface, 0, length)) {
        goOn(ctx, onHttp1);
      } else if (length == preface.readableBytes()) {
        goOn(ctx, onHttp2);
      }
    } finally {
      preface.release();
    }
  }

  private void goOn(ChannelHandlerContext ctx, Runnable next) {
    next.run();
    ctx.pipeline().remove(this);
  }
}
