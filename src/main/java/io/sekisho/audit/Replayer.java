package io.sekisho.audit;

import io.sekisho.spool.Spool;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Says whether new records go to the spool, and brings those that are there into the store, on the
 * thread that may hang, until none is left. Then the writer is held up for a moment, so that the
 * last ones are in before it goes to the store itself.
 */
final class Replayer {

  private static final Logger LOG = Logger.getLogger(Replayer.class);

  private final Spool spool;
  private final Replay replay;
  private final ExecutorService database;
  private final int maxBatch;
  private final Pause pause = new Pause();
  private volatile boolean spooling;
  private volatile boolean failing;
  private boolean running;
  private boolean handingBack;
  private boolean stopped;
  private long replayed;

  Replayer(Spool spool, Replay replay, ExecutorService database, int maxBatch) {
    this.spool = spool;
    this.replay = replay;
    this.database = database;
    this.maxBatch = maxBatch;
  }

  boolean isSpooling() {
    return spooling;
  }

  /**
   * From now on records go to the spool.
   *
   * @param away whether the store has just failed
   */
  synchronized void begin(boolean away) {
    spooling = true;
    failing = away;
  }

  /** Starts to replay, unless that is under way. */
  synchronized void go() {
    if (spooling && !running) {
      running = true;
      database.execute(this::run);
    }
  }

  /**
   * Appends to the spool; returns once that is certain. Only then is a replay started: it would
   * find an empty spool, and nothing to do.
   *
   * @param patience how long to wait while the spool's last records are on their way to the store
   * @return false if that is to be written to now, and nothing was done
   */
  synchronized boolean append(List<byte[]> group, Duration patience)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    long left = patience.toMillis();
    while (spooling && handingBack && left > 0) {
      wait(left);
      left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
    }
    // If it took so long, nobody else is held up for it.
    handingBack = false;
    try {
      if (spooling && !group.isEmpty()) {
        spool.append(group);
      }
      return spooling;
    } finally {
      go();
    }
  }

  /** Replays what can be until the deadline, and then nothing more. */
  synchronized void stop(Deadline deadline) throws InterruptedException {
    while (spooling && !failing && deadline.leftMillis() > 0) {
      wait(deadline.leftMillis());
    }
    stopped = true;
    notifyAll();
  }

  private void run() {
    replayed = 0;
    pause.reset();
    while (!isOver()) {
      try {
        step();
      } catch (IOException | RuntimeException | Error e) {
        // Also what would be a bug in the store: the records stay where they are.
        broke(e);
      }
    }
  }

  private void step() throws IOException {
    // A store that was away may hang again.
    setHandingBack(!failing && spool.records() <= maxBatch);
    int count = replay.step(maxBatch);
    spool.told().forEach(LOG::warn);
    if (replayed == 0 && count > 0) {
      LOG.infof(
          "the database takes audit records: replaying %d from the spool", spool.records() + count);
    }
    replayed += count;
    pause.reset();
    succeeded();
  }

  private synchronized boolean isOver() {
    return stopped || !spooling;
  }

  private synchronized void setHandingBack(boolean now) {
    handingBack = now;
    notifyAll();
  }

  private synchronized void succeeded() {
    failing = false;
    if (spool.records() == 0) {
      spooling = false;
      running = false;
      LOG.infof("audit records go to the database again; replayed from the spool: %d", replayed);
    }
    handingBack = false;
    notifyAll();
  }

  private synchronized void broke(Throwable why) {
    if (!failing && replayed > 0) {
      LOG.warnf(
          "the replay of audit records stopped after %d, %d wait in the spool: %s",
          replayed, spool.records(), RootCause.of(why));
    } else {
      LOG.debugf("audit store still away: %s", RootCause.of(why));
    }
    failing = true;
    replayed = 0;
    handingBack = false;
    notifyAll();
    try {
      if (!stopped) {
        wait(pause.next());
      }
    } catch (InterruptedException e) {
      stopped = true;
    }
  }
}
