package io.sekisho.audit;

import io.sekisho.config.SekishoConfig;
import io.sekisho.tunnel.Tunnel;
import io.sekisho.tunnel.TunnelRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Records from time to time what long tunnels have carried so far. Each has a place of its own
 * within the interval, so that tunnels which opened together are not recorded together.
 */
@ApplicationScoped
public class InterimRecords {

  private static final Logger LOG = Logger.getLogger(InterimRecords.class);
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST_ROUND = Duration.ofSeconds(5);
  private static final int ROUNDS = 20;

  private final AuditJournal journal;
  private final RecordStamp stamp;
  private final TunnelRegistry tunnels;
  private final Duration interval;
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(InterimRecords::watchThread);
  private Instant looked;

  InterimRecords(
      AuditJournal journal, RecordStamp stamp, TunnelRegistry tunnels, SekishoConfig config) {
    this.journal = journal;
    this.stamp = stamp;
    this.tunnels = tunnels;
    this.interval = config.audit().interimInterval();
    if (!interval.isZero() && interval.compareTo(SHORTEST) < 0) {
      throw new IllegalArgumentException(
          "sekisho.audit.interim-interval must be 0 or at least " + SHORTEST);
    }
  }

  /** Looks from now on, unless it is switched off. */
  public void start() {
    looked = stamp.now();
    if (!interval.isZero()) {
      long round = Math.min(LONGEST_ROUND.toMillis(), interval.toMillis() / ROUNDS);
      watch.scheduleWithFixedDelay(this::look, round, round, TimeUnit.MILLISECONDS);
    }
  }

  /** Looks no more. */
  public void stop() {
    watch.shutdownNow();
  }

  private void look() {
    try {
      Instant now = stamp.now();
      for (Tunnel tunnel : tunnels.all()) {
        if (isDue(tunnel.attempt().id(), tunnel.openedAt(), looked, now, interval)) {
          journal.append(record(tunnel, now));
        }
      }
      looked = now;
    } catch (RuntimeException | Error e) {
      // One round less is no loss; no more rounds would be one.
      LOG.errorf(e, "interim records were left out");
    }
  }

  private AuditRecord.Interim record(Tunnel tunnel, Instant now) {
    return new AuditRecord.Interim(
        stamp.id(),
        now,
        tunnel.attempt().id(),
        tunnel.attempt().time(),
        Optional.empty(),
        tunnel.bytesUp(),
        tunnel.bytesDown(),
        tunnel.inspection());
  }

  /** Whether a tunnel that is older than the interval has its place in (before, now]. */
  static boolean isDue(
      UUID tunnel, Instant openedAt, Instant before, Instant now, Duration interval) {
    long millis = interval.toMillis();
    long place = Math.floorMod(tunnel.getLeastSignificantBits(), millis);
    return openedAt.plus(interval).compareTo(now) <= 0
        && Math.floorDiv(now.toEpochMilli() - place, millis)
            > Math.floorDiv(before.toEpochMilli() - place, millis);
  }

  private static Thread watchThread(Runnable work) {
    Thread thread = new Thread(work, "sekisho-interim-records");
    thread.setDaemon(true);
    return thread;
  }
}
