package io.sekisho.wire;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollSocketChannel;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.jboss.logging.Logger;

/**
 * The pipes of one event loop. Each is lent to the bytes that are in it and comes back with the
 * last of them, so that a connection at rest has none. There is a bound; behind it, bytes are
 * copied.
 */
public final class Pipes implements AutoCloseable {

  /** Of one event loop; two file descriptors each. */
  public static final int BOUND = 64;

  private static final Logger LOG = Logger.getLogger(Pipes.class);

  private final Deque<Pipe> unused = new ArrayDeque<>();
  private final LongAdder total;
  private int bound;
  private int open;

  private Pipes(int bound, LongAdder total) {
    this.bound = bound;
    this.total = total;
  }

  /** None: everything is copied. */
  public static Pipes none() {
    return new Pipes(0, new LongAdder());
  }

  /**
   * As many as are allowed, or none if the platform has no such thing.
   *
   * @param total where bytes that went through them are counted
   */
  public static Pipes upTo(int bound, LongAdder total) {
    if (!Epoll.isAvailable()) {
      return none();
    }
    try {
      Pipe.probe();
      return new Pipes(bound, total);
    } catch (IOException e) {
      LOG.warnf("bytes of large flows are copied: splice is not to be had (%s)", e.getMessage());
      return none();
    }
  }

  /**
   * Takes what has arrived at a socket, as much as goes into a pipe; empty if nothing has, or no
   * pipe is left.
   *
   * @param to where they are to be written
   */
  public Optional<PipedBytes> take(EpollSocketChannel from, EpollSocketChannel to)
      throws IOException {
    Optional<Pipe> lent = lend();
    if (lent.isEmpty()) {
      return Optional.empty();
    }
    Pipe pipe = lent.get();
    int length = 0;
    try {
      length = pipe.fill(from);
    } finally {
      if (length == 0) {
        giveBack(pipe);
      }
    }
    total.add(length);
    return length == 0 ? Optional.empty() : Optional.of(new PipedBytes(this, pipe, length, to));
  }

  private Optional<Pipe> lend() {
    if (!unused.isEmpty()) {
      return Optional.of(unused.pop());
    }
    if (open >= bound) {
      return Optional.empty();
    }
    try {
      Pipe pipe = Pipe.open();
      open++;
      return Optional.of(pipe);
    } catch (IOException e) {
      // No file descriptor is left: no reason to break a tunnel.
      return Optional.empty();
    }
  }

  /** An empty pipe comes back. */
  void giveBack(Pipe pipe) {
    if (open > bound) {
      discard(pipe);
    } else {
      unused.push(pipe);
    }
  }

  /** A pipe is given up with what is in it. */
  void discard(Pipe pipe) {
    open--;
    pipe.close();
  }

  /** How many are open, lent or not. */
  public int open() {
    return open;
  }

  /** Lends no more; those that are lent are closed when they come back. */
  @Override
  public void close() {
    bound = 0;
    while (!unused.isEmpty()) {
      discard(unused.pop());
    }
  }
}
