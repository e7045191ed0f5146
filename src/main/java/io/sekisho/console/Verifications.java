package io.sekisho.console;

import io.sekisho.api.AuditReadings;
import io.sekisho.api.Authors;
import io.sekisho.api.Period;
import io.sekisho.proof.Verification;
import io.sekisho.store.ChainLog;
import io.sekisho.store.ChangeAuthor;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * Verifications that go on while nobody waits for them. This replica alone knows of them, and
 * forgets each a quarter of an hour after it is over.
 */
@ApplicationScoped
class Verifications {

  private static final Logger LOG = Logger.getLogger(Verifications.class);
  private static final String CALL = "POST " + EvidencePage.VERIFICATIONS;
  private static final Duration KEPT = Duration.ofMinutes(15);
  private static final int MOST = 100;

  private final AuditReadings readings;
  private final Authors authors;
  private final Clock clock;
  private final Map<UUID, Running> known = new LinkedHashMap<>();
  private volatile boolean stopping;

  Verifications(AuditReadings readings, Authors authors, Clock clock) {
    this.readings = readings;
    this.authors = authors;
    this.clock = clock;
  }

  /**
   * How a verification stands.
   *
   * @param records read so far
   * @param expected how many there are to read, about; 0 if that is not known yet
   * @param stopped whether it was told to stop
   * @param ended when it was over; empty while it is not
   * @param result what was found; empty while it goes on, or if it failed
   */
  record Standing(
      UUID id,
      Period period,
      Instant started,
      long records,
      long expected,
      boolean stopped,
      Optional<Instant> ended,
      Optional<Verification> result) {

    /** Whether it is from the beginning of the log on. */
    public boolean isWhole() {
      return period.from().equals(Instant.EPOCH);
    }

    /** Whether it is up to the end of the log. */
    public boolean isOpen() {
      return period.to().isAfter(started);
    }

    /** Whether it goes on. */
    public boolean isRunning() {
      return ended.isEmpty();
    }

    /** Whether it came to no result. */
    public boolean isFailed() {
      return ended.isPresent() && result.isEmpty();
    }

    /** Whether it is known how much there is. */
    public boolean isMeasured() {
      return expected > 0;
    }

    /** How much of it is read, in percent, never more than all. */
    public long percent() {
      return isMeasured() ? Math.min(100, (long) (100.0 * records / expected)) : 0;
    }
  }

  private static final class Running implements ChainLog.Progress {
    private final UUID id = UUID.randomUUID();
    private final ChangeAuthor owner;
    private final Period period;
    private final Instant started;
    private final AtomicLong records = new AtomicLong();
    private volatile long expected;
    private volatile boolean stopped;
    private volatile Optional<Verification> result = Optional.empty();
    private volatile Optional<Instant> ended = Optional.empty();

    private Running(ChangeAuthor owner, Period period, Instant started) {
      this.owner = owner;
      this.period = period;
      this.started = started;
    }

    @Override
    public void expect(long all) {
      expected = all;
    }

    @Override
    public void record() {
      records.incrementAndGet();
    }

    private Standing standing() {
      // The end is read first: what stands behind it is complete then.
      Optional<Instant> end = ended;
      return new Standing(id, period, started, records.get(), expected, stopped, end, result);
    }

    private boolean isForgotten(Instant now) {
      return ended.filter(end -> end.plus(KEPT).isBefore(now)).isPresent();
    }
  }

  /** Begins one for the viewer; empty if two readings are under way. */
  Optional<UUID> begin(Period period) {
    Running running = new Running(authors.current(), period, clock.instant());
    return readings
        .verifying(CALL, "html", period, () -> stopping || running.stopped)
        .map(verifying -> started(verifying, running));
  }

  private UUID started(AuditReadings.Verifying verifying, Running running) {
    remember(running);
    Thread thread = new Thread(() -> run(verifying, running), "sekisho-verification");
    thread.setDaemon(true);
    thread.start();
    return running.id;
  }

  private void run(AuditReadings.Verifying verifying, Running running) {
    try {
      running.result = Optional.of(verifying.run(running));
    } catch (RuntimeException e) {
      if (!running.stopped) {
        LOG.warnf("a verification came to no result: %s", e.getMessage());
      }
    } finally {
      running.ended = Optional.of(clock.instant());
    }
  }

  private synchronized void remember(Running running) {
    forget();
    Iterator<Running> oldest = known.values().iterator();
    while (known.size() >= MOST && oldest.hasNext()) {
      if (oldest.next().ended.isPresent()) {
        oldest.remove();
      }
    }
    known.put(running.id, running);
  }

  /** How one stands that the viewer began. */
  Optional<Standing> find(UUID id) {
    return own(id).map(Running::standing);
  }

  /** Stops one that the viewer began; whether there is such a one. */
  boolean stop(UUID id) {
    Optional<Running> found = own(id);
    found.ifPresent(running -> running.stopped = true);
    return found.isPresent();
  }

  private synchronized Optional<Running> own(UUID id) {
    forget();
    return Optional.ofNullable(known.get(id))
        .filter(running -> running.owner.equals(authors.current()));
  }

  /** All that the viewer began, newest first. */
  synchronized List<Standing> ofViewer() {
    forget();
    ChangeAuthor viewer = authors.current();
    List<Standing> own = new ArrayList<>();
    known.values().stream()
        .filter(running -> running.owner.equals(viewer))
        .forEach(running -> own.add(0, running.standing()));
    return own;
  }

  private void forget() {
    Instant now = clock.instant();
    known.values().removeIf(running -> running.isForgotten(now));
  }

  @PreDestroy
  void stopAll() {
    stopping = true;
  }
}
