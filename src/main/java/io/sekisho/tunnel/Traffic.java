package io.sekisho.tunnel;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.LongAdder;

/** The bytes of all tunnels of this node since it started. */
@ApplicationScoped
public class Traffic {

  private final LongAdder up = new LongAdder();
  private final LongAdder down = new LongAdder();

  /** Bytes from clients. */
  public long up() {
    return up.sum();
  }

  /** Bytes from targets. */
  public long down() {
    return down.sum();
  }

  LongAdder from(Side side) {
    return side == Side.CLIENT ? up : down;
  }
}
