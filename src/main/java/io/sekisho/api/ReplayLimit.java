package io.sekisho.api;

import io.sekisho.store.PastAttempts;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.microprofile.context.ManagedExecutor;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.core.CurrentRequestManager;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.spi.ServerHttpResponse;

/**
 * Bounds the replays at one time, each of which holds a database connection for as long as it
 * takes, and ends those whose clients have left or that take too long.
 */
@ApplicationScoped
public class ReplayLimit {

  private static final Logger LOG = Logger.getLogger(ReplayLimit.class);
  private static final int REPLAYS = 2;
  private static final int LONGEST_MINUTES = 10;

  private final Semaphore replays = new Semaphore(REPLAYS);
  private final ManagedExecutor executor;

  ReplayLimit(ManagedExecutor executor) {
    this.executor = executor;
  }

  /** Admits the replay of the current request, until that is over; empty if there are too many. */
  Optional<PastAttempts.Reading> admit() {
    if (!replays.tryAcquire()) {
      return Optional.empty();
    }
    PastAttempts.Reading reading = new PastAttempts.Reading();
    ResteasyReactiveRequestContext request = CurrentRequestManager.get();
    AtomicReference<ServerHttpResponse> response = new AtomicReference<>(request.serverResponse());
    request.registerCompletionCallback(
        failure -> {
          if (response.getAndSet(null) != null) {
            replays.release();
          }
        });
    // Told on the event loop, and to cancel takes a connection of its own.
    request.serverResponse().addCloseHandler(() -> executor.execute(() -> cancel(reading)));
    CompletableFuture.delayedExecutor(LONGEST_MINUTES, TimeUnit.MINUTES, executor)
        .execute(() -> cut(response.get(), reading));
    return Optional.of(reading);
  }

  /** Also where the client reads no more, so that what is written to it waits for ever. */
  private static void cut(ServerHttpResponse response, PastAttempts.Reading reading) {
    if (response != null) {
      cancel(reading);
      response.reset();
    }
  }

  private static void cancel(PastAttempts.Reading reading) {
    try {
      reading.cancel();
    } catch (RuntimeException e) {
      LOG.debugf("a replay ends later than its client: %s", e.getMessage());
    }
  }
}
