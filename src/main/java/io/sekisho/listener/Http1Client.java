package io.sekisho.listener;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import io.sekisho.connect.Refusal;
import io.sekisho.connect.RefusalReason;
import io.sekisho.connect.Response;
import io.sekisho.wire.Carrier;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A client that speaks HTTP/1.1: one connection, one request. */
final class Http1Client extends Client {

  private final Carrier carrier;
  private final HeadDecoder decoder;
  private final Duration headTimeout;
  private ChannelHandlerContext context;
  private ScheduledFuture<?> timer;

  Http1Client(
      Carrier carrier,
      HeadDecoder decoder,
      Duration headTimeout,
      Passage passage,
      Host host,
      Draining draining,
      AdmissionGate.Admission admission) {
    super(carrier, passage, host, draining, admission);
    this.carrier = carrier;
    this.decoder = decoder;
    this.headTimeout = headTimeout;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    super.handlerAdded(ctx);
    context = ctx;
    timer =
        ctx.executor().schedule(this::headTooSlow, headTimeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    timer.cancel(false);
    super.channelInactive(ctx);
  }

  @Override
  protected void receivedHead(Object message) {
    if (message instanceof HttpRequest request) {
      timer.cancel(false);
      judged(Heads.judge(request));
    } else {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  protected void finishedWithoutTunnel() {
    close();
  }

  @Override
  protected void headTaken() {
    removeDecoder();
  }

  @Override
  void establish(Response established) {
    context.writeAndFlush(Unpooled.wrappedBuffer(established.toHttp1()));
  }

  /**
   * Closing with unread bytes in the socket would reset the connection and could take the answer
   * with it (RFC 9112 §9.6), so what still comes is discarded for a moment.
   */
  @Override
  protected void dismiss(Response refusal) {
    timer.cancel(false);
    removeDecoder();
    ChannelFuture answered = context.writeAndFlush(Unpooled.wrappedBuffer(refusal.toHttp1()));
    if (isFinished()) {
      answered.addListener(sent -> close());
    } else {
      carrier.finish(context);
      carrier.setReading(channel(), true);
    }
  }

  private void headTooSlow() {
    if (!awaitsHead()) {
      return;
    }
    if (decoder.hasStarted()) {
      refuse(Refusal.of(RefusalReason.HEAD_TIMEOUT, "the request's head did not come in time"));
    } else {
      // A connection that said nothing asked for nothing: browsers open such in advance.
      close();
    }
  }

  /** What it has read behind the head comes on as bytes then. */
  private void removeDecoder() {
    if (context.pipeline().context(decoder) != null) {
      context.pipeline().remove(decoder);
    }
  }
}
