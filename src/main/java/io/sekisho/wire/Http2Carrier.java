package io.sekisho.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.util.ReferenceCountUtil;

/**
 * One HTTP/2 stream as a carrier of bytes (RFC 9113 §8.5): DATA frames become bytes and bytes
 * become DATA frames, END_STREAM stands for FIN, and RST_STREAM with CONNECT_ERROR for RST. Stands
 * first in the stream's pipeline.
 */
public final class Http2Carrier extends ChannelDuplexHandler implements Carrier {

  private ChannelHandlerContext stream;
  private boolean requested;
  private boolean peerFinished;
  private ChannelFuture finished;

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    stream = ctx;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof Http2DataFrame data) {
      read(ctx, data);
    } else if (message instanceof Http2HeadersFrame headers && !requested) {
      requested = true;
      peerFinished = headers.isEndStream();
      ctx.fireChannelRead(headers);
      if (headers.isEndStream()) {
        ctx.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
      }
    } else {
      ReferenceCountUtil.release(message);
      if (message instanceof Http2HeadersFrame) {
        // RFC 9113 §8.5: on an open tunnel, frames other than DATA are a stream error.
        breakWith(Http2Error.PROTOCOL_ERROR);
      }
    }
  }

  private void read(ChannelHandlerContext ctx, Http2DataFrame data) {
    ByteBuf bytes = data.content();
    peerFinished = data.isEndStream();
    if (bytes.isReadable()) {
      ctx.fireChannelRead(bytes);
    } else {
      data.release();
    }
    if (peerFinished) {
      ctx.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    }
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (message instanceof ByteBuf bytes && finished == null) {
      ctx.write(new DefaultHttp2DataFrame(bytes), promise.unvoid());
    } else if (message instanceof ByteBuf late) {
      late.release();
      promise.tryFailure(new IllegalStateException("the stream's end has been sent"));
    } else {
      ctx.write(message, promise.unvoid());
    }
  }

  @Override
  public void finish(ChannelHandlerContext context) {
    finished();
  }

  /** A peer that has not finished is told, without an error, that no more is wanted (§8.1). */
  @Override
  public void close(ChannelHandlerContext context) {
    finished()
        .addListener(
            done -> {
              if (peerFinished) {
                stream.close();
              } else {
                breakWith(Http2Error.NO_ERROR);
              }
            });
  }

  /** RFC 9113 §8.5: what was a TCP error is told as CONNECT_ERROR. */
  @Override
  public void reset(ChannelHandlerContext context) {
    breakWith(Http2Error.CONNECT_ERROR);
  }

  private ChannelFuture finished() {
    if (finished == null) {
      finished = stream.writeAndFlush(new DefaultHttp2DataFrame(true));
    }
    return finished;
  }

  private void breakWith(Http2Error error) {
    stream.writeAndFlush(new DefaultHttp2ResetFrame(error)).addListener(done -> stream.close());
  }
}
