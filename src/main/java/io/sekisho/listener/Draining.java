package io.sekisho.listener;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicBoolean;

/** Whether this node is on its way out: it still answers, but opens no more tunnels. */
@ApplicationScoped
public class Draining {

  private final AtomicBoolean begun = new AtomicBoolean();

  /**
   * From now on every request is refused.
   *
   * @return whether it had not begun before
   */
  public boolean begin() {
    return begun.compareAndSet(false, true);
  }

  /** Whether it has begun. */
  public boolean hasBegun() {
    return begun.get();
  }
}
