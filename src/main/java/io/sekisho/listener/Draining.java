package io.sekisho.listener;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Whether this node is on its way out: it still answers, but opens no more tunnels. */
@ApplicationScoped
public class Draining {

  private final AtomicBoolean begun = new AtomicBoolean();
  private final AtomicInteger passages = new AtomicInteger();

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

  /** Requests that are neither answered nor tunnels yet; some of them may still become one. */
  public int passages() {
    return passages.get();
  }

  void passageBegins() {
    passages.incrementAndGet();
  }

  /** Counted only when the tunnel, if there is one, can be seen in the registry. */
  void passageEnded() {
    passages.decrementAndGet();
  }
}
