package io.sekisho.egress;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import io.sekisho.connect.Refusal;
import io.sekisho.wire.CloseNotify;
import io.vertx.core.Promise;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;

/**
 * Asks the parent proxy for a tunnel, over a connection of which reading is still switched off, and
 * leaves it so: with TLS in front if the parent wants it, and with what the target said right
 * behind the answer's head handed on. Lives until its promise is completed.
 */
final class ParentHandshake extends ChannelInboundHandlerAdapter {

  private static final int MAX_LINE = 4_096;
  private static final int MAX_HEAD = 32_768;
  private static final int MAX_INTERIM = 8;

  private final Promise<Optional<Refusal>> verdict;
  private final AnswerDecoder decoder = new AnswerDecoder();
  private int interim;
  private boolean open;
  private ScheduledFuture<?> timer;

  /**
   * @param verdict completed with what speaks against the tunnel; empty if it is open
   */
  ParentHandshake(Promise<Optional<Refusal>> verdict) {
    this.verdict = verdict;
  }

  /**
   * Starts on a connection.
   *
   * @param request the head to send
   * @param timeout for TLS and the answer together
   */
  void begin(Channel channel, Optional<SSLEngine> tls, String request, Duration timeout) {
    timer =
        channel
            .eventLoop()
            .schedule(
                () -> refuse(channel, ParentAnswers.tooSlow()),
                timeout.toNanos(),
                TimeUnit.NANOSECONDS);
    channel.pipeline().addFirst(this).addFirst(decoder);
    tls.ifPresent(
        engine -> {
          SslHandler handler = new SslHandler(engine);
          handler.setHandshakeTimeoutMillis(0);
          channel.pipeline().addFirst(new CloseNotify()).addFirst("tls", handler);
        });
    channel
        .pipeline()
        .context(this)
        .writeAndFlush(Unpooled.copiedBuffer(request, StandardCharsets.US_ASCII));
    channel.config().setAutoRead(true);
    if (!channel.isActive()) {
      refuse(channel, ParentAnswers.brokenOff());
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (open && message instanceof ByteBuf) {
      ctx.fireChannelRead(message);
      return;
    }
    if (!open && message instanceof HttpResponse response) {
      onResponse(ctx, response);
    }
    ReferenceCountUtil.release(message);
  }

  private void onResponse(ChannelHandlerContext ctx, HttpResponse response) {
    if (ParentAnswers.isInterim(response) && interim < MAX_INTERIM) {
      interim++;
      return;
    }
    Optional<Refusal> refusal = ParentAnswers.refusal(response);
    if (refusal.isPresent()) {
      refuse(ctx.channel(), refusal.get());
    } else {
      open(ctx);
    }
  }

  private void open(ChannelHandlerContext ctx) {
    open = true;
    timer.cancel(false);
    ctx.channel().config().setAutoRead(false);
    // Hands on what it holds beyond the head.
    ctx.pipeline().remove(decoder);
    // Not at once: the decoder is still handing on what it made of the head, to this handler.
    ctx.executor()
        .execute(
            () -> {
              if (!ctx.isRemoved()) {
                ctx.pipeline().remove(this);
              }
              verdict.tryComplete(
                  ctx.channel().isActive()
                      ? Optional.empty()
                      : Optional.of(ParentAnswers.brokenOff()));
            });
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (open) {
      ctx.fireUserEventTriggered(event);
    } else if (event instanceof SslHandshakeCompletionEvent tls && !tls.isSuccess()) {
      refuse(ctx.channel(), ParentAnswers.failure(tls.cause()));
    } else if (event instanceof ChannelInputShutdownEvent) {
      refuse(ctx.channel(), ParentAnswers.brokenOff());
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (!open) {
      refuse(ctx.channel(), ParentAnswers.brokenOff());
    }
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (open) {
      ctx.fireExceptionCaught(cause);
    } else {
      refuse(ctx.channel(), ParentAnswers.failure(cause));
    }
  }

  private void refuse(Channel channel, Refusal refusal) {
    timer.cancel(false);
    if (verdict.tryComplete(Optional.of(refusal))) {
      channel.close();
    }
  }

  /** What a 2xx to CONNECT says of content is to be ignored (RFC 9110 §9.3.6). */
  private static final class AnswerDecoder extends HttpResponseDecoder {

    AnswerDecoder() {
      super(
          new HttpDecoderConfig()
              .setMaxInitialLineLength(MAX_LINE)
              .setMaxHeaderSize(MAX_HEAD)
              .setInitialBufferSize(256)
              .setValidateHeaders(true));
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
      return message instanceof HttpResponse response
              && response.status().codeClass() == HttpStatusClass.SUCCESS
          || super.isContentAlwaysEmpty(message);
    }
  }
}
