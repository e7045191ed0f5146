package io.sekisho.egress;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.sekisho.passage.DialAttempt;
import io.sekisho.passage.DialAttempt.Outcome;
import io.sekisho.wire.Carrier;
import io.sekisho.wire.Early;
import io.sekisho.wire.Intake;
import io.vertx.core.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Tries to connect to several addresses (RFC 8305 §5): the next one starts when the one before has
 * failed, or has been silent for the delay; the first that connects wins and the others are closed,
 * which takes back what they have under way. Lives on one event loop, from {@link #start} until its
 * promise is completed, once.
 */
final class Race {

  private final Bootstrap bootstrap;
  private final EventLoop loop;
  private final List<InetAddress> addresses;
  private final int port;
  private final Carrier carrier;
  private final Duration delay;
  private final Promise<DialOutcome> result;
  private final List<Try> tries = new ArrayList<>();
  private ScheduledFuture<?> nextStart;
  private ScheduledFuture<?> deadline;
  private boolean over;

  /**
   * @param addresses in the order in which they are tried; at least one
   * @param carrier what the connection is going to be
   * @param delay between one start and the next
   */
  Race(
      Bootstrap bootstrap,
      EventLoop loop,
      List<InetAddress> addresses,
      int port,
      Carrier carrier,
      Duration delay,
      Promise<DialOutcome> result) {
    this.bootstrap = bootstrap;
    this.loop = loop;
    this.addresses = addresses;
    this.port = port;
    this.carrier = carrier;
    this.delay = delay;
    this.result = result;
  }

  /** Starts; all tries together end within the time-out. */
  void start(Duration timeout) {
    deadline = loop.schedule(this::timeIsUp, timeout.toNanos(), TimeUnit.NANOSECONDS);
    startNext();
  }

  private void startNext() {
    Try next = new Try(addresses.get(tries.size()));
    tries.add(next);
    if (tries.size() < addresses.size()) {
      nextStart = loop.schedule(this::startNext, delay.toNanos(), TimeUnit.NANOSECONDS);
    }
    next.connect();
  }

  private void onConnected(Try winner) {
    if (over) {
      // The kernel was faster than our closing.
      winner.channel.close();
      return;
    }
    // First, as closing tells the listeners at once.
    over = true;
    winner.end(Outcome.CONNECTED);
    tries.forEach(one -> one.abandon(Outcome.ABANDONED));
    finish(new DialOutcome.Connected(winner.early, winner.address, dialled()));
  }

  private void onFailed(Try loser, Throwable cause) {
    if (over) {
      return;
    }
    loser.end(ConnectFailures.outcome(cause));
    if (tries.size() < addresses.size()) {
      nextStart.cancel(false);
      startNext();
    } else if (tries.stream().allMatch(Try::isOver)) {
      over = true;
      fail();
    }
  }

  /** Gives up what is under way; nothing happens if it is over already. */
  void abandon() {
    endAs(Outcome.ABANDONED);
  }

  private void timeIsUp() {
    endAs(Outcome.TIMED_OUT);
  }

  private void endAs(Outcome outcome) {
    if (!over) {
      over = true;
      tries.forEach(one -> one.abandon(outcome));
      fail();
    }
  }

  private void fail() {
    Outcome mostTelling =
        tries.stream().map(one -> one.outcome).min(Outcome::compareTo).orElseThrow();
    finish(new DialOutcome.Failed(mostTelling, dialled()));
  }

  private void finish(DialOutcome outcome) {
    deadline.cancel(false);
    if (nextStart != null) {
      nextStart.cancel(false);
    }
    result.complete(outcome);
  }

  private List<DialAttempt> dialled() {
    return tries.stream().map(Try::attempt).toList();
  }

  /** One address. */
  private final class Try {

    private final InetAddress address;
    private final Early early = new Early(carrier);
    private final long begin = System.nanoTime();
    private Channel channel;
    private Outcome outcome;
    private Duration took;

    Try(InetAddress address) {
      this.address = address;
    }

    void connect() {
      ChannelFuture connecting =
          bootstrap
              .clone()
              .option(ChannelOption.RCVBUF_ALLOCATOR, new Intake())
              .handler(early)
              .connect(new InetSocketAddress(address, port));
      channel = connecting.channel();
      connecting.addListener(done -> onLoop(() -> connected(connecting)));
    }

    private void connected(ChannelFuture connecting) {
      if (connecting.isSuccess()) {
        onConnected(this);
      } else {
        onFailed(this, connecting.cause());
      }
    }

    /** A channel that could not even be made, for want of a file descriptor, has no loop. */
    private void onLoop(Runnable work) {
      if (loop.inEventLoop()) {
        work.run();
      } else {
        loop.execute(work);
      }
    }

    boolean isOver() {
      return outcome != null;
    }

    void end(Outcome reached) {
      outcome = reached;
      took = Duration.ofNanos(System.nanoTime() - begin);
    }

    /** Closing a channel that is connecting takes the connection attempt back. */
    void abandon(Outcome as) {
      if (!isOver()) {
        end(as);
        if (channel.isRegistered()) {
          channel.close();
        }
      }
    }

    DialAttempt attempt() {
      return new DialAttempt(address, outcome, took);
    }
  }
}
