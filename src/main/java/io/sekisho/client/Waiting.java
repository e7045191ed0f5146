package io.sekisho.client;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Time that passes while a person logs in. */
interface Waiting {

  /** Waits. */
  void pause(Duration duration) throws InterruptedException;

  /** How much time has passed since some instant; never runs backwards. */
  Duration elapsed();

  /** The real one. */
  static Waiting real() {
    return new Waiting() {
      @Override
      public void pause(Duration duration) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(duration.toNanos());
      }

      @Override
      public Duration elapsed() {
        return Duration.ofNanos(System.nanoTime());
      }
    };
  }
}
