package io.sekisho.api;

import io.sekisho.store.Reading;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/** A reading in the background; as long as it is not closed, it counts among those under way. */
public final class HeldReading implements AutoCloseable {

  private final AtomicBoolean closed = new AtomicBoolean();
  private final Reading reading;
  private final Runnable onClose;

  HeldReading(BooleanSupplier unwanted, Runnable onClose) {
    this.reading = new Reading(() -> closed.get() || unwanted.getAsBoolean());
    this.onClose = onClose;
  }

  /** To be read by; ended from elsewhere when it takes too long. */
  public Reading reading() {
    return reading;
  }

  @Override
  public void close() {
    if (!closed.getAndSet(true)) {
      onClose.run();
    }
  }
}
