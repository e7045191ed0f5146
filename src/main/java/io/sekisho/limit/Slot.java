package io.sekisho.limit;

import io.sekisho.tunnel.Side;
import io.sekisho.tunnel.Toll;
import java.util.concurrent.atomic.AtomicBoolean;

/** The place of one tunnel in its user's account. */
public final class Slot implements Toll {

  private final Account account;
  private final AtomicBoolean released = new AtomicBoolean();

  Slot(Account account) {
    this.account = account;
  }

  /** By which policy's leave it is. */
  public String policy() {
    return account.id().policy();
  }

  @Override
  public long charge(Side side, int bytes) {
    return account.charge(side, bytes);
  }

  /** Gives the place back; from any thread, and as often as one likes. */
  public void release() {
    if (released.compareAndSet(false, true)) {
      account.closed();
    }
  }
}
