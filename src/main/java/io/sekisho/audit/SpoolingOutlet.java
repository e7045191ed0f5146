package io.sekisho.audit;

import io.sekisho.config.SekishoConfig;
import io.sekisho.spool.Spool;
import io.sekisho.telemetry.Meters;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Writes to the store as long as that answers in time, else to this machine's disk, from where it
 * is brought into the store when that is back. Until all of it is there everything new goes to the
 * disk too, so that no record overtakes another one.
 */
final class SpoolingOutlet implements Outlet {

  private static final Logger LOG = Logger.getLogger(SpoolingOutlet.class);

  /** How much of the spool is for tunnels that open; the rest is for the ends of tunnels. */
  private static final double SHARE = 7.0 / 8;

  /** How much of it is for refusals, of which anybody can cause any number. */
  private static final double SHARE_OF_REFUSALS = 1.0 / 2;

  /** Once it was full, so much must be free again: it is not to be full every other moment. */
  private static final double SHARE_AFTER_FULL = 3.0 / 4;

  private final Settlement settlement;
  private final TimelyStore store;
  private final Spool spool;
  private final SpoolForm form;
  private final JournalQueue queue;
  private final Meters meters;
  private final Duration patience;
  private final Replay replay;
  private final Replayer replayer;
  private final ExecutorService database =
      Executors.newSingleThreadExecutor(SpoolingOutlet::databaseThread);
  private final Pause pause = new Pause();
  private volatile boolean available = true;

  SpoolingOutlet(
      Settlement settlement,
      Spool spool,
      SpoolForm form,
      Replay replay,
      JournalQueue queue,
      Meters meters,
      SekishoConfig.Audit config) {
    this.settlement = settlement;
    this.spool = spool;
    this.form = form;
    this.replay = replay;
    this.queue = queue;
    this.meters = meters;
    this.patience = config.spoolAfter();
    this.store = new TimelyStore(settlement, database, patience);
    this.replayer = new Replayer(spool, replay, database, config.maxBatch());
  }

  @Override
  public void start() {
    if (spool.records() > 0) {
      LOG.warnf(
          "an earlier process left %d audit records in the spool; they are replayed first",
          spool.records());
      replayer.begin(false);
      replayer.go();
    }
  }

  @Override
  public void write(List<JournalEntry> entries) throws InterruptedException {
    List<JournalEntry> left = replayer.isSpooling() ? entries : direct(entries);
    if (!left.isEmpty()) {
      spool(left);
    }
  }

  @Override
  public boolean isAvailable() {
    return available;
  }

  @Override
  public boolean isSpooling() {
    return replayer.isSpooling();
  }

  @Override
  public boolean hasReplayed() {
    return replay.isOverWithWhatWasLeft();
  }

  @Override
  public long spoolRecords() {
    return spool.records();
  }

  @Override
  public long spoolBytes() {
    return spool.bytes();
  }

  @Override
  public boolean stop(Deadline deadline) {
    try {
      replayer.stop(deadline);
      database.shutdown();
      if (database.awaitTermination(deadline.leftMillis() / 2, TimeUnit.MILLISECONDS)) {
        spool.close();
        return spool.records() == 0;
      }
      LOG.warn("the database does not answer, and is not waited for");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      if (spool.records() > 0) {
        LOG.warnf(
            "stopped with %d audit records in the spool: the next start replays them",
            spool.records());
      }
    }
    return false;
  }

  private List<JournalEntry> direct(List<JournalEntry> entries) throws InterruptedException {
    List<JournalEntry> left = store.write(entries, this::begin);
    if (left.isEmpty()) {
      takeTunnels();
    }
    return left;
  }

  private void begin(String why) {
    LOG.warnf("audit records cannot be written to the database and go to the spool: %s", why);
    replayer.begin(true);
  }

  private void spool(List<JournalEntry> entries) throws InterruptedException {
    List<JournalEntry> kept = entries.stream().filter(this::isKept).toList();
    List<JournalEntry> group;
    boolean done;
    try {
      group = fitting(kept);
      done = append(group);
    } catch (IOException | RuntimeException | Error e) {
      // Also what would be a bug here: no record, no tunnel.
      refuse(kept, "cannot be written: " + RootCause.of(e));
      return;
    }
    if (!done) {
      write(kept);
      return;
    }
    group.forEach(settlement::confirm);
    List<JournalEntry> rest = kept.stream().filter(entry -> !group.contains(entry)).toList();
    if (rest.isEmpty()) {
      takeTunnels();
    } else {
      refuse(rest, "is full (sekisho.audit.spool-max-size)");
    }
  }

  /**
   * What is left out while the database is away: there will be a newer one, who records a lost
   * tunnel finds it again, and a flood of refusals leaves room for tunnels.
   */
  private boolean isKept(JournalEntry entry) {
    if (entry.record() instanceof AuditRecord.Lost && entry.confirmation() != null) {
      entry.fail();
      return false;
    }
    if (entry.record() instanceof AuditRecord.Refused
        && entry.replaces() == null
        && !spool.hasRoom(List.of(), SHARE_OF_REFUSALS)) {
      meters.unrecorded();
      LOG.debugf("refusal not recorded, half of the spool is full: %s", entry.record().tunnel());
      return false;
    }
    return !(entry.record() instanceof AuditRecord.Interim);
  }

  private List<JournalEntry> fitting(List<JournalEntry> entries) {
    if (spool.hasRoom(bytes(entries), available ? SHARE : SHARE_AFTER_FULL)) {
      return entries;
    }
    List<JournalEntry> ends = entries.stream().filter(entry -> entry.record().isEnd()).toList();
    return spool.hasRoom(bytes(ends), 1) ? ends : List.of();
  }

  private boolean append(List<JournalEntry> entries) throws IOException, InterruptedException {
    long start = System.nanoTime();
    boolean done = replayer.append(bytes(entries), patience);
    if (done && !entries.isEmpty()) {
      meters.spooled(System.nanoTime() - start);
    }
    return done;
  }

  private List<byte[]> bytes(List<JournalEntry> entries) {
    return entries.stream()
        .map(entry -> form.write(entry.record(), Optional.ofNullable(entry.replaces())))
        .toList();
  }

  private void takeTunnels() {
    pause.reset();
    if (!available) {
      available = true;
      LOG.info("audit records are taken again");
    }
  }

  /** They wait in memory, and tunnels are refused. */
  private void refuse(List<JournalEntry> entries, String why) throws InterruptedException {
    if (available) {
      available = false;
      LOG.errorf("the database is away and the spool %s: refusing new tunnels", why);
    }
    entries.forEach(
        entry -> {
          entry.reject();
          queue.add(entry.orElse());
        });
    queue.rejectOpenings();
    TimeUnit.MILLISECONDS.sleep(pause.next());
  }

  private static Thread databaseThread(Runnable work) {
    Thread thread = new Thread(work, "sekisho-audit-database");
    thread.setDaemon(true);
    return thread;
  }
}
