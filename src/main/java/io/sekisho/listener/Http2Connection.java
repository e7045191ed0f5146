package io.sekisho.listener;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http2.DefaultHttp2LocalFlowController;
import io.netty.handler.codec.http2.Http2Connection.Endpoint;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2LocalFlowController;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A client's HTTP/2 connection: every stream becomes a channel of its own, with its own flow
 * control. Netty's limits on resets (CVE-2023-44487), on CONTINUATION frames (CVE-2026-33871), on
 * empty frames and on queued control frames are in force; whoever exceeds them loses the
 * connection.
 */
final class Http2Connection extends ChannelInboundHandlerAdapter {

  /** What a stream may have under way to us, in bytes. */
  static final int STREAM_WINDOW = 256 * 1024;

  /** How long a connection that is being closed may take to send what it still has to. */
  private static final long CLOSING_MILLIS = 5_000;

  private final Duration patience;
  private final Duration idle;
  private int streams;
  private boolean leaving;
  private ChannelHandlerContext context;
  private ScheduledFuture<?> clock;

  /**
   * @param patience how long a connection may be without its first stream
   * @param idle how long it may be without a stream later
   */
  private Http2Connection(Duration patience, Duration idle) {
    this.patience = patience;
    this.idle = idle;
  }

  /**
   * What a connection may ask of us.
   *
   * @param maxStreams at one time
   * @param maxHeadSize of one request, in bytes
   */
  record Limits(int maxStreams, int maxHeadSize, Duration patience, Duration idle) {}

  /**
   * Adds it to the pipeline in front of the named handler.
   *
   * @param onStream sets up the channel of a stream
   */
  static void install(
      ChannelPipeline pipeline, String before, Limits limits, Consumer<Channel> onStream) {
    Http2Connection connection = new Http2Connection(limits.patience(), limits.idle());
    pipeline
        .addBefore(before, "http2", codec(limits))
        .addBefore(before, "streams", new Http2MultiplexHandler(connection.streams(onStream)))
        .addBefore(before, "connection", connection);
  }

  private static Http2FrameCodec codec(Limits limits) {
    Http2FrameCodec codec =
        Http2FrameCodecBuilder.forServer()
            .initialSettings(
                Http2Settings.defaultSettings()
                    .maxConcurrentStreams(limits.maxStreams())
                    .initialWindowSize(STREAM_WINDOW)
                    .maxHeaderListSize(limits.maxHeadSize()))
            .validateHeaders(true)
            // Targets decide how many tunnels end with a reset; those of the one must not cost the
            // others of its connection. Resets that clients send are still bounded.
            .encoderEnforceMaxRstFramesPerWindow(0, 1)
            // No answer is kept in a table whose size the client chooses.
            .headerSensitivityDetector((name, value) -> true)
            .build();
    codec.gracefulShutdownTimeoutMillis(CLOSING_MILLIS);
    // A tunnel whose target does not read fills its own window and no other's: the connection's is
    // refilled at once, so that what can pile up is bounded by the streams alone.
    Endpoint<Http2LocalFlowController> local = codec.connection().local();
    local.flowController(
        new DefaultHttp2LocalFlowController(
            codec.connection(), DefaultHttp2LocalFlowController.DEFAULT_WINDOW_UPDATE_RATIO, true));
    local.flowController().frameWriter(codec.encoder().frameWriter());
    return codec;
  }

  private ChannelHandler streams(Consumer<Channel> onStream) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel stream) {
        streams++;
        clock.cancel(false);
        stream.closeFuture().addListener(closed -> streamClosed());
        onStream.accept(stream);
      }
    };
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    clock = closeAfter(patience);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    clock.cancel(false);
    ctx.fireChannelInactive();
  }

  /** Settings, pings and the like have been dealt with before they come here. */
  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof Http2GoAwayFrame) {
      leaving = true;
      leaveIfDone();
    }
    ReferenceCountUtil.release(message);
  }

  /** Without a word from the client, not even about its windows, no stream gets any further. */
  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      ctx.close();
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }

  /** The codec itself answers what is wrong with frames, and closes where it must. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (!(cause instanceof Http2Exception)) {
      ctx.close();
    }
  }

  private void streamClosed() {
    streams--;
    if (streams == 0 && context.channel().isActive()) {
      clock = closeAfter(idle);
      leaveIfDone();
    }
  }

  /** A client that said GOAWAY opens no more streams. */
  private void leaveIfDone() {
    if (leaving && streams == 0) {
      context.close();
    }
  }

  private ScheduledFuture<?> closeAfter(Duration delay) {
    return context.executor().schedule(this::leave, delay.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** The codec says GOAWAY, and does not wait for a client that does not read. */
  private void leave() {
    context.close();
  }
}
