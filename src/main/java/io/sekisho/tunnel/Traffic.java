package io.sekisho.tunnel;

import io.sekisho.wire.Pipes;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.LongAdder;

/** The bytes of all tunnels of this node since it started. */
@ApplicationScoped
public class Traffic {

  private final LongAdder up = new LongAdder();
  private final LongAdder down = new LongAdder();
  private final LongAdder spliced = new LongAdder();

  /** Bytes from clients. */
  public long up() {
    return up.sum();
  }

  /** Bytes from targets. */
  public long down() {
    return down.sum();
  }

  /** Those of both that went from socket to socket without being copied. */
  public long spliced() {
    return spliced.sum();
  }

  /** The pipes for one event loop, whose bytes count as {@link #spliced()}. */
  public Pipes pipes() {
    return Pipes.upTo(Pipes.BOUND, spliced);
  }

  LongAdder from(Side side) {
    return side == Side.CLIENT ? up : down;
  }
}
