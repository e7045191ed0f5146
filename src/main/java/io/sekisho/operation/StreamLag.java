package io.sekisho.operation;

import io.sekisho.store.LogFollowing;
import io.sekisho.stream.AuditStream;
import io.sekisho.stream.AuditStreams;
import io.sekisho.telemetry.Meters;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Asks every few seconds how many records the streams are behind, so that a scrape waits for
 * nobody.
 */
@ApplicationScoped
public class StreamLag {

  private static final Logger LOG = Logger.getLogger(StreamLag.class);
  private static final Duration ROUND = Duration.ofSeconds(5);

  private final LogFollowing following;
  private final AuditStreams streams;
  private final Meters meters;
  private final Map<String, Long> waiting = new ConcurrentHashMap<>();
  private ScheduledExecutorService asking;

  StreamLag(LogFollowing following, AuditStreams streams, Meters meters) {
    this.following = following;
    this.streams = streams;
    this.meters = meters;
  }

  /** Asks from now on, if there is any stream. */
  void start() {
    if (streams.all().isEmpty()) {
      return;
    }
    for (AuditStream stream : streams.all()) {
      meters.stream(stream.stream(), () -> waiting.get(stream.name()));
    }
    asking = Executors.newSingleThreadScheduledExecutor(StreamLag::thread);
    asking.scheduleWithFixedDelay(this::ask, 0, ROUND.toMillis(), TimeUnit.MILLISECONDS);
  }

  void stop() {
    if (asking != null) {
      asking.shutdownNow();
    }
  }

  private void ask() {
    try {
      following
          .standings()
          .forEach(standing -> waiting.put(standing.follower(), standing.waiting()));
    } catch (RuntimeException e) {
      // Not known is better than what was.
      waiting.clear();
      LOG.debugf("how far the streams are is not known: %s", e.getMessage());
    }
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "sekisho-stream-lag");
    thread.setDaemon(true);
    return thread;
  }
}
