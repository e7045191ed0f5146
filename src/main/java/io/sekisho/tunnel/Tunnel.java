package io.sekisho.tunnel;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.sekisho.passage.Attempt;
import io.sekisho.tls.Inspection;
import io.sekisho.wire.Early;
import io.sekisho.wire.Pipes;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * An open tunnel: two legs on one event loop, their lifecycle and their clocks. Holds no buffer of
 * its own; what is under way sits in the sockets and, bounded by the write water marks, in the
 * channels, or in pipes, of which there are few.
 */
public final class Tunnel {

  private final Attempt attempt;
  private final Instant openedAt;
  private final TunnelLimits limits;
  private final Early earlyClient;
  private final Early earlyTarget;
  private final Optional<HelloGate> gate;
  private final Leg client;
  private final Leg target;
  private final EventLoop loop;
  private final Pipes pipes;
  private final Consumer<Ending> onEnd;

  private Lifecycle.State state = new Lifecycle.Open();
  private int openLegs = 2;
  private final long startNanos = System.nanoTime();
  private long activityNanos = startNanos;
  private long pendingAtLastCheck;
  private ScheduledFuture<?> clock;
  private volatile Inspection inspection = Inspection.NONE;
  private Optional<String> remark = Optional.empty();

  /**
   * What is to be recorded of a tunnel that is over.
   *
   * @param remark who ended it and why, if somebody did
   * @param bytesUp read from the client
   * @param bytesDown read from the target
   */
  public record Ending(
      Tunnel tunnel, CloseReason reason, Optional<String> remark, long bytesUp, long bytesDown) {}

  /**
   * Joins two connections of the same event loop, both with reading switched off.
   *
   * @param gate what the client's first bytes must pass
   * @param toll what their bytes cost
   * @param pipes those of the event loop, for when there is much to carry
   * @param onEnd told once, on the event loop, when both channels are closed
   */
  public Tunnel(
      Attempt attempt,
      Instant openedAt,
      Early client,
      Early target,
      Optional<HelloGate> gate,
      TunnelLimits limits,
      Toll toll,
      Traffic traffic,
      Pipes pipes,
      Consumer<Ending> onEnd) {
    this.attempt = attempt;
    this.openedAt = openedAt;
    this.gate = gate;
    this.limits = limits;
    this.onEnd = onEnd;
    this.pipes = pipes;
    this.earlyClient = client;
    this.earlyTarget = target;
    this.loop = client.channel().eventLoop();
    this.client = new Leg(Side.CLIENT, this, client.channel(), toll, traffic.from(Side.CLIENT));
    this.target = new Leg(Side.TARGET, this, target.channel(), toll, traffic.from(Side.TARGET));
    this.client.join(this.target);
    this.target.join(this.client);
    if (target.channel().eventLoop() != loop) {
      throw new IllegalArgumentException("both legs of a tunnel share one event loop");
    }
  }

  /** Lets bytes flow, those first that came already. */
  public void start() {
    clock = schedule(Duration.ofNanos(nanosLeft(startNanos)));
    gate.ifPresent(hello -> hello.whenJudged(this::judged));
    client.install(earlyClient, gate);
    target.install(earlyTarget, Optional.empty());
    client.begin(earlyClient);
    target.begin(earlyTarget);
    // Completes at once for a side that has gone while nobody was listening to it.
    client.channel().closeFuture().addListener(closed -> legClosed(Side.CLIENT));
    target.channel().closeFuture().addListener(closed -> legClosed(Side.TARGET));
  }

  /** Ends the tunnel from any thread; nothing happens if it is over already. */
  public void cut(CloseReason reason) {
    onLoop(() -> on(new Lifecycle.Cut(reason)));
  }

  /** Ends the tunnel by somebody's order; its record tells whose. */
  void kill(String words) {
    onLoop(
        () -> {
          if (!(state instanceof Lifecycle.Closed)) {
            remark = Optional.of(words);
            on(new Lifecycle.Cut(CloseReason.KILLED));
          }
        });
  }

  private void onLoop(Runnable work) {
    if (loop.inEventLoop()) {
      work.run();
    } else {
      loop.execute(work);
    }
  }

  /** Who opened it, to where. */
  public Attempt attempt() {
    return attempt;
  }

  /** When its record was committed. */
  public Instant openedAt() {
    return openedAt;
  }

  /** Bytes read from the client so far. */
  public long bytesUp() {
    return client.bytesRead();
  }

  /** Bytes read from the target so far. */
  public long bytesDown() {
    return target.bytesRead();
  }

  /** What the client's first bytes turned out to be, so far. */
  public Inspection inspection() {
    return inspection;
  }

  Pipes pipes() {
    return pipes;
  }

  void touch() {
    activityNanos = System.nanoTime();
  }

  void on(Lifecycle.Event event) {
    Lifecycle.Step step = Lifecycle.next(state, event);
    state = step.state();
    if (!step.effects().isEmpty()) {
      touch();
      restartClock();
      step.effects().forEach(this::perform);
    }
  }

  private void judged(Inspection found) {
    if (!(state instanceof Lifecycle.Closed)) {
      inspection = found;
      if (found.violation().isPresent()) {
        on(new Lifecycle.Cut(CloseReason.TLS_VIOLATION));
      }
    }
  }

  private void legClosed(Side side) {
    // Closed by us: then the tunnel is over already and this changes nothing. Otherwise by the
    // kernel.
    on(new Lifecycle.Broken(side));
    openLegs--;
    if (openLegs == 0) {
      clock.cancel(false);
      CloseReason reason = ((Lifecycle.Closed) state).reason();
      onEnd.accept(new Ending(this, reason, remark, bytesUp(), bytesDown()));
    }
  }

  private void perform(Lifecycle.Effect effect) {
    if (effect instanceof Lifecycle.FinishOutput finish) {
      leg(finish.side()).finishOutput();
    } else if (effect instanceof Lifecycle.CloseAfterFlush close) {
      leg(close.side()).closeAfterFlush();
    } else if (effect instanceof Lifecycle.ResetAfterFlush reset) {
      leg(reset.side()).resetAfterFlush();
    } else if (effect instanceof Lifecycle.CloseNow close) {
      leg(close.side()).closeNow();
    }
  }

  private Leg leg(Side side) {
    return side == Side.CLIENT ? client : target;
  }

  /**
   * One timer a tunnel: it looks when a limit could have been reached, and sleeps until the next.
   */
  private void checkLimits() {
    long now = System.nanoTime();
    long pending = client.bytesPending() + target.bytesPending();
    if (pending != pendingAtLastCheck || client.isPaused() || target.isPaused()) {
      pendingAtLastCheck = pending;
      activityNanos = now;
    }
    if (now - startNanos >= limits.total().toNanos()) {
      expire(limits.onTotal());
    } else if (now - activityNanos >= idleLimit().toNanos()) {
      expire(
          state instanceof Lifecycle.Open
              ? CloseReason.IDLE_TIMEOUT
              : CloseReason.HALF_CLOSE_TIMEOUT);
    } else {
      restartClock();
    }
  }

  private void restartClock() {
    clock.cancel(false);
    clock = schedule(Duration.ofNanos(nanosLeft(System.nanoTime())));
  }

  private void expire(CloseReason reason) {
    if (state instanceof Lifecycle.Closed) {
      // Over, but a side that does not read keeps its last bytes from leaving.
      client.closeNow();
      target.closeNow();
    } else {
      on(new Lifecycle.Cut(reason));
    }
  }

  private long nanosLeft(long now) {
    long untilIdle = activityNanos + idleLimit().toNanos() - now;
    long untilOld = startNanos + limits.total().toNanos() - now;
    return Math.max(0, Math.min(untilIdle, untilOld));
  }

  private Duration idleLimit() {
    return state instanceof Lifecycle.Open ? limits.idle() : shorter();
  }

  private Duration shorter() {
    return limits.halfClosed().compareTo(limits.idle()) < 0 ? limits.halfClosed() : limits.idle();
  }

  private ScheduledFuture<?> schedule(Duration delay) {
    return loop.schedule(this::checkLimits, delay.toNanos(), TimeUnit.NANOSECONDS);
  }
}
