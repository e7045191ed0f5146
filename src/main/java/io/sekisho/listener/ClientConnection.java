package io.sekisho.listener;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import io.sekisho.connect.ConnectRequest;
import io.sekisho.connect.HeadOutcome;
import io.sekisho.connect.Refusal;
import io.sekisho.connect.RefusalReason;
import io.sekisho.wire.Carrier;
import io.sekisho.wire.Early;
import io.vertx.core.AsyncResult;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A client's connection until it is a tunnel or is refused: takes one head, lets a {@link Passage}
 * lead it, and writes the one answer. What the client sends behind its head waits here, unread by
 * anybody, until the target may have it.
 */
final class ClientConnection extends Early {

  /**
   * How long a refused client may go on sending before it is cut, so that it can read the answer.
   */
  private static final Duration LINGER = Duration.ofSeconds(1);

  private enum Phase {
    HEAD,
    PASSAGE,
    REFUSED,
    TUNNEL
  }

  /** What a connection needs of those around it. */
  interface Host {

    /** Records and counts a refusal; answers the bytes to send. */
    byte[] refused(Passage passage, Refused refused);

    /** Makes the connection, whose answer goes first, into a tunnel. */
    void opened(ClientConnection connection, Passage.Opening opening);
  }

  private final Channel channel;
  private final HeadDecoder decoder;
  private final Passage passage;
  private final Host host;
  private final Draining draining;
  private final Duration headTimeout;
  private Phase phase = Phase.HEAD;
  private Runnable onSettled = () -> {};
  private ScheduledFuture<?> timer;

  ClientConnection(
      Channel channel,
      HeadDecoder decoder,
      Passage passage,
      Host host,
      Draining draining,
      Duration headTimeout) {
    super(Carrier.TCP);
    this.draining = draining;
    this.channel = channel;
    this.decoder = decoder;
    this.passage = passage;
    this.host = host;
    this.headTimeout = headTimeout;
  }

  Passage passage() {
    return passage;
  }

  /** Runs the action once, when the connection has become a tunnel, was refused, or is gone. */
  void whenSettled(Runnable action) {
    onSettled = action;
  }

  /** Refuses before a head was read. */
  void refuse(Refusal refusal) {
    timer.cancel(false);
    refuse(Refused.because(refusal));
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    super.handlerAdded(ctx);
    timer =
        channel
            .eventLoop()
            .schedule(this::headTooSlow, headTimeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  protected void received(Object message) {
    if (phase == Phase.HEAD && message instanceof HttpRequest request) {
      onHead(request);
    } else if (phase == Phase.PASSAGE && message instanceof ByteBuf bytes) {
      hold(bytes);
    } else {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    super.userEventTriggered(ctx, event);
    if (isFinished() && phase != Phase.PASSAGE) {
      close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    timer.cancel(false);
    settle();
    ctx.fireChannelInactive();
  }

  private void onHead(HttpRequest request) {
    timer.cancel(false);
    channel.config().setAutoRead(false);
    HeadOutcome outcome = Heads.judge(request);
    if (outcome instanceof HeadOutcome.Accepted accepted) {
      phase = Phase.PASSAGE;
      channel.pipeline().remove(decoder);
      lead(accepted.request());
    } else if (outcome instanceof HeadOutcome.Rejected rejected) {
      refuse(Refused.because(rejected.refusal()));
    }
  }

  private void lead(ConnectRequest request) {
    draining.passageBegins();
    passage.lead(request).onComplete(this::onOutcome).onComplete(done -> draining.passageEnded());
  }

  private void onOutcome(AsyncResult<Passage.Opening> outcome) {
    if (outcome.succeeded()) {
      phase = Phase.TUNNEL;
      settle();
      host.opened(this, outcome.result());
    } else {
      refuse((Refused) outcome.cause());
    }
  }

  private void headTooSlow() {
    if (phase != Phase.HEAD) {
      return;
    }
    if (decoder.hasStarted()) {
      refuse(
          Refused.because(
              Refusal.of(RefusalReason.HEAD_TIMEOUT, "the request's head did not come in time")));
    } else {
      // A connection that said nothing asked for nothing: browsers open such in advance.
      close();
    }
  }

  /**
   * Answers and closes. Closing with unread bytes in the socket would reset the connection and
   * could take the answer with it (RFC 9112 §9.6), so what still comes is discarded for a moment.
   */
  private void refuse(Refused refused) {
    phase = Phase.REFUSED;
    release();
    if (channel.pipeline().context(decoder) != null) {
      channel.pipeline().remove(decoder);
    }
    ChannelFuture answered =
        channel.writeAndFlush(Unpooled.wrappedBuffer(host.refused(passage, refused)));
    if (isFinished()) {
      answered.addListener(sent -> close());
    } else {
      answered.addListener(sent -> ((DuplexChannel) channel).shutdownOutput());
      channel.config().setAutoRead(true);
    }
    timer = channel.eventLoop().schedule(this::close, LINGER.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void settle() {
    Runnable action = onSettled;
    onSettled = () -> {};
    action.run();
  }
}
