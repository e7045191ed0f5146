package io.sekisho.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2StreamChannelOption;
import io.netty.util.ReferenceCountUtil;

/**
 * One HTTP/2 stream as a carrier of bytes (RFC 9113 §8.5): DATA frames become bytes and bytes
 * become DATA frames, END_STREAM stands for FIN, and RST_STREAM with CONNECT_ERROR for RST. Stands
 * first in the stream's pipeline.
 *
 * <p>While nobody reads, the bytes of frames are held, copied together, and their room in the
 * stream's window is not given back: so what is held is never more than that window. Frames
 * themselves are not kept, as they cost memory that the window does not count.
 */
public final class Http2Carrier extends ChannelDuplexHandler implements Carrier {

  private ChannelHandlerContext stream;
  private boolean requested;
  private boolean reading = true;
  private ByteBuf held = Unpooled.EMPTY_BUFFER;
  private int heldRoom;
  private boolean peerFinished;
  private boolean peerFinishTold;
  private ChannelFuture finished;

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    stream = ctx;
    ctx.channel().config().setOption(Http2StreamChannelOption.AUTO_STREAM_FLOW_CONTROL, false);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    held.release();
    held = Unpooled.EMPTY_BUFFER;
  }

  @Override
  public void setReading(Channel channel, boolean wanted) {
    reading = wanted;
    if (reading && held.isReadable()) {
      ByteBuf bytes = held;
      int room = heldRoom;
      held = Unpooled.EMPTY_BUFFER;
      heldRoom = 0;
      stream.fireChannelRead(bytes);
      stream.fireChannelReadComplete();
      grant(room);
      stream.flush();
    }
    tellPeerFinished();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof Http2DataFrame data) {
      received(data);
    } else if (message instanceof Http2HeadersFrame headers && !requested) {
      requested = true;
      peerFinished = headers.isEndStream();
      ctx.fireChannelRead(headers);
      tellPeerFinished();
    } else {
      ReferenceCountUtil.release(message);
      if (message instanceof Http2HeadersFrame) {
        // RFC 9113 §8.5: on an open tunnel, frames other than DATA are a stream error.
        breakWith(Http2Error.PROTOCOL_ERROR);
      }
    }
  }

  private void received(Http2DataFrame data) {
    peerFinished = data.isEndStream();
    int room = data.initialFlowControlledBytes();
    ByteBuf bytes = data.content();
    if (!bytes.isReadable()) {
      data.release();
      grant(room);
    } else if (reading) {
      stream.fireChannelRead(bytes);
      grant(room);
    } else {
      held = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(stream.alloc(), held, bytes);
      heldRoom += room;
    }
    tellPeerFinished();
  }

  private void tellPeerFinished() {
    if (peerFinished && !peerFinishTold && reading) {
      peerFinishTold = true;
      stream.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    }
  }

  /** Gives room in the stream's window back; a stream that is over has none. */
  private void grant(int room) {
    if (room > 0 && stream.channel().isActive()) {
      stream.write(new DefaultHttp2WindowUpdateFrame(room));
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    ctx.fireChannelReadComplete();
    ctx.flush();
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
