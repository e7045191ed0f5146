package io.sekisho.listener;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import io.sekisho.connect.HeadOutcome;
import io.sekisho.connect.Refusal;
import io.sekisho.connect.Response;
import io.sekisho.wire.Carrier;
import io.sekisho.wire.Early;
import io.vertx.core.AsyncResult;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A client until its request is a tunnel or is refused: takes one head, lets a {@link Passage} lead
 * it, and gives the one answer. What the client sends behind its head waits here, unread by
 * anybody, until the target may have it.
 */
abstract class Client extends Early {

  /** How long a refused client may take to read the answer before it is cut. */
  private static final Duration LINGER = Duration.ofSeconds(1);

  private enum Phase {
    HEAD,
    PASSAGE,
    REFUSED,
    TUNNEL
  }

  /** What becomes of an attempt, outside of the connection. */
  interface Host {

    /** Records and counts a refusal; answers what to send. */
    Response refused(Passage passage, Refused refused);

    /** Makes a tunnel, and has the client {@link Client#establish} it. */
    void opened(Client client, Passage.Opening opening);
  }

  private final Passage passage;
  private final Host host;
  private final Draining draining;
  private final AdmissionGate.Admission admission;
  private Runnable onTunnel = () -> {};
  private Phase phase = Phase.HEAD;
  private ScheduledFuture<?> lingering;

  Client(
      Carrier carrier,
      Passage passage,
      Host host,
      Draining draining,
      AdmissionGate.Admission admission) {
    super(carrier);
    this.passage = passage;
    this.host = host;
    this.draining = draining;
    this.admission = admission;
  }

  /** Sends the answer that opens the tunnel. */
  abstract void establish(Response established);

  /** Sends the last answer and lets the client go, at the latest when {@link #close} is called. */
  protected abstract void dismiss(Response refusal);

  /** A message that may be a request's head. */
  protected abstract void receivedHead(Object message);

  /** The client has finished, and nothing but an answer can still come. */
  protected abstract void finishedWithoutTunnel();

  /** Bytes that follow the head belong to the tunnel from now on. */
  protected abstract void headTaken();

  /** Runs the action once the client has become a tunnel. */
  final void whenTunnel(Runnable action) {
    onTunnel = action;
  }

  final Passage passage() {
    return passage;
  }

  final boolean awaitsHead() {
    return phase == Phase.HEAD;
  }

  /** Goes on with what the head was found to be. */
  final void judged(HeadOutcome outcome) {
    carrier().setReading(channel(), false);
    if (outcome instanceof HeadOutcome.Accepted accepted) {
      phase = Phase.PASSAGE;
      headTaken();
      draining.passageBegins();
      admission.retain();
      passage
          .lead(accepted.request())
          .onComplete(this::onOutcome)
          .onComplete(
              done -> {
                draining.passageEnded();
                admission.release();
              });
    } else if (outcome instanceof HeadOutcome.Rejected rejected) {
      refuse(rejected.refusal());
    }
  }

  /** Refuses without a passage. */
  final void refuse(Refusal refusal) {
    refuse(Refused.because(refusal));
  }

  private void refuse(Refused refused) {
    phase = Phase.REFUSED;
    release();
    lingering =
        channel().eventLoop().schedule(this::close, LINGER.toMillis(), TimeUnit.MILLISECONDS);
    dismiss(host.refused(passage, refused));
  }

  private void onOutcome(AsyncResult<Passage.Opening> outcome) {
    if (outcome.succeeded()) {
      phase = Phase.TUNNEL;
      admission.settle();
      onTunnel.run();
      host.opened(this, outcome.result());
    } else {
      refuse((Refused) outcome.cause());
    }
  }

  @Override
  protected final void received(Object message) {
    if (phase == Phase.HEAD && !(message instanceof ByteBuf)) {
      receivedHead(message);
    } else if (phase == Phase.PASSAGE && message instanceof ByteBuf bytes) {
      hold(bytes);
    } else {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    super.userEventTriggered(ctx, event);
    if (isFinished() && (phase == Phase.HEAD || phase == Phase.REFUSED)) {
      finishedWithoutTunnel();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    passage.clientLeft();
    if (lingering != null) {
      lingering.cancel(false);
    }
    ctx.fireChannelInactive();
  }
}
