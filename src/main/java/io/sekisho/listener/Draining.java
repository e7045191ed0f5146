package io.sekisho.listener;

import jakarta.enterprise.context.ApplicationScoped;

/** Whether this node is on its way out: it still answers, but opens no more tunnels. */
@ApplicationScoped
public class Draining {

  private volatile boolean begun;

  /** From now on every request is refused. */
  public void begin() {
    begun = true;
  }

  /** Whether it has begun. */
  public boolean hasBegun() {
    return begun;
  }
}
