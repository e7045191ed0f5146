package io.sekisho.api;

import io.sekisho.store.Reading;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.eclipse.microprofile.context.ManagedExecutor;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.core.CurrentRequestManager;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.spi.ServerHttpResponse;

/**
 * Bounds the readings of one kind at one time, each of which holds a database connection for as
 * long as it takes, and ends those whose clients have left or that take too long.
 */
final class ReadingLimit {

  private static final Logger LOG = Logger.getLogger(ReadingLimit.class);

  private final Semaphore places;
  private final Duration longest;
  private final ManagedExecutor executor;

  ReadingLimit(int places, Duration longest, ManagedExecutor executor) {
    this.places = new Semaphore(places);
    this.longest = longest;
    this.executor = executor;
  }

  /** Admits that of the current request, until that is over; empty if there are too many. */
  Optional<Reading> admit() {
    if (!places.tryAcquire()) {
      return Optional.empty();
    }
    ResteasyReactiveRequestContext request = CurrentRequestManager.get();
    AtomicReference<ServerHttpResponse> response = new AtomicReference<>(request.serverResponse());
    Reading reading = new Reading(request.serverResponse()::closed);
    request.registerCompletionCallback(
        failure -> {
          if (response.getAndSet(null) != null) {
            places.release();
          }
        });
    // Told on the event loop, and to cancel takes a connection of its own. The framework's stream
    // may
    // take the place of this handler, and what is written to a client that has left vanishes
    // silently.
    request.serverResponse().addCloseHandler(() -> executor.execute(() -> cancel(reading)));
    CompletableFuture.delayedExecutor(longest.toMillis(), TimeUnit.MILLISECONDS, executor)
        .execute(() -> cut(response.get(), reading));
    return Optional.of(reading);
  }

  /**
   * Admits one that outlives its request, until it is closed; empty if there are too many.
   *
   * @param unwanted ends it early, asked from row to row
   */
  Optional<HeldReading> hold(BooleanSupplier unwanted) {
    if (!places.tryAcquire()) {
      return Optional.empty();
    }
    HeldReading held = new HeldReading(unwanted, places::release);
    CompletableFuture.delayedExecutor(longest.toMillis(), TimeUnit.MILLISECONDS, executor)
        .execute(() -> cancel(held.reading()));
    return Optional.of(held);
  }

  /** Also where the client reads no more, so that what is written to it waits for ever. */
  private static void cut(ServerHttpResponse response, Reading reading) {
    if (response != null) {
      cancel(reading);
      response.reset();
    }
  }

  private static void cancel(Reading reading) {
    try {
      reading.cancel();
    } catch (RuntimeException e) {
      LOG.debugf("a reading ends later than its client: %s", e.getMessage());
    }
  }
}
