package io.sekisho.tunnel;

import io.netty.channel.epoll.EpollSocketChannel;
import io.sekisho.wire.Intake;
import io.sekisho.wire.PipedBytes;
import io.sekisho.wire.Pipes;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * One direction of a tunnel between two bare sockets, while it is full of bytes: they go from
 * socket to socket through pipes. What is read by the way is written behind them; nothing more is
 * taken until all of them are out.
 */
final class Splicing implements Intake.Bypass {

  /** A read of so much has filled the largest buffer: there is probably more. */
  static final int MUCH = 64 * 1024;

  /** For less than this, reading and writing is cheaper. */
  private static final int LITTLE = 32 * 1024;

  /** Pipes for one read. */
  private static final int MOST_AT_ONCE = 16;

  /** What is taken before a {@link Toll} is asked, with the read that follows. */
  static final int MOST_OF_ONE_READ = (MOST_AT_ONCE + 1) * MUCH;

  private final Leg leg;
  private final EpollSocketChannel from;
  private final Leg other;
  private final EpollSocketChannel to;
  private final Pipes pipes;
  private final Deque<PipedBytes> underWay = new ArrayDeque<>(MOST_AT_ONCE);
  private int atOnce = 1;
  private boolean full;
  private boolean unflushed;
  private int uncharged;

  private Splicing(
      Leg leg, EpollSocketChannel from, Leg other, EpollSocketChannel to, Pipes pipes) {
    this.leg = leg;
    this.from = from;
    this.other = other;
    this.to = to;
    this.pipes = pipes;
  }

  /** Where nobody, such as TLS or a {@link HelloGate}, stands between the sockets and the legs. */
  static Optional<Splicing> between(Leg leg, Leg other, Pipes pipes) {
    Optional<Intake> intake = Intake.of(leg.channel());
    if (intake.isPresent()
        && leg.channel() instanceof EpollSocketChannel from
        && other.channel() instanceof EpollSocketChannel to
        && leg.isFirst()
        && other.isFirst()) {
      Splicing splicing = new Splicing(leg, from, other, to, pipes);
      intake.get().through(splicing);
      return Optional.of(splicing);
    }
    return Optional.empty();
  }

  /** There is much to read: from now on, and until there is little. */
  void begin() {
    full = true;
  }

  /** No more than one read at a time is wanted: a flow that is slowed down comes evenly. */
  void end() {
    full = false;
    atOnce = 1;
  }

  @Override
  public Outcome take() throws IOException {
    if (!full || !isClear() || leg.isPaused()) {
      return Outcome.NONE;
    }
    for (int i = 0; i < atOnce; i++) {
      Optional<PipedBytes> bytes = pipes.take(from, to);
      if (bytes.isEmpty()) {
        full = uncharged >= LITTLE;
        return i == 0 ? Outcome.NONE : Outcome.ALL;
      }
      pass(bytes.get());
    }
    return Outcome.SOME;
  }

  private void pass(PipedBytes bytes) {
    underWay.add(bytes);
    uncharged += bytes.length();
    unflushed = true;
    leg.count(bytes.length());
    other.write(bytes).addListener(written -> gone(bytes));
  }

  private void gone(PipedBytes bytes) {
    underWay.remove(bytes);
    if (isClear()) {
      leg.updateReading();
    }
  }

  /** The bytes taken since this was asked last. */
  int charge() {
    int bytes = uncharged;
    uncharged = 0;
    return bytes;
  }

  /** What was taken has been flushed: takes more the next time if all is out, else less. */
  void flushed() {
    if (unflushed) {
      unflushed = false;
      atOnce = isClear() ? Math.min(2 * atOnce, MOST_AT_ONCE) : Math.max(atOnce / 2, 1);
    }
  }

  /** Whether all that was taken is out. */
  boolean isClear() {
    return underWay.isEmpty();
  }

  /** Bytes that are not out yet. */
  int pending() {
    return underWay.stream().mapToInt(PipedBytes::left).sum();
  }
}
