package io.sekisho.audit;

import io.sekisho.config.SekishoConfig;
import io.sekisho.spool.Spool;
import io.sekisho.telemetry.Meters;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
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

  /** What becomes of new tunnels while records go to the spool. */
  private enum State {
    TAKING,
    /** There is room for ends only, until much of it is free again. */
    FULL,
    /** The disk fails; what could not be written is tried again. */
    BROKEN
  }

  private final Settlement settlement;
  private final TimelyStore store;
  private final Spool spool;
  private final SpoolRoom room;
  private final JournalQueue queue;
  private final Meters meters;
  private final Duration patience;
  private final Replay replay;
  private final Replayer replayer;
  private final ExecutorService database =
      Executors.newSingleThreadExecutor(SpoolingOutlet::databaseThread);
  private final Pause pause = new Pause();
  private volatile State state = State.TAKING;

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
    this.room = new SpoolRoom(spool, form);
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

  /** Looks itself whether there is room again: where nobody is sent, nothing is to be written. */
  @Override
  public boolean isAvailable() {
    return state == State.TAKING || isFullNoMore();
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
    if (isFullNoMore()) {
      takeTunnels();
    }
    List<JournalEntry> kept = entries.stream().filter(this::isKept).toList();
    SpoolRoom.Parted parted;
    boolean done;
    try {
      parted = room.part(kept, state == State.FULL);
      done = append(parted.bytes());
    } catch (IOException | RuntimeException | Error e) {
      // Also what would be a bug here: no record, no tunnel.
      refuse(kept, State.BROKEN, "cannot be written: " + RootCause.of(e));
      TimeUnit.MILLISECONDS.sleep(pause.next());
      return;
    }
    if (!done) {
      write(kept);
      return;
    }
    parted.fitting().forEach(settlement::confirm);
    if (!parted.fitting().isEmpty()) {
      pause.reset();
    }
    if (!parted.rest().isEmpty()) {
      makeWait(parted);
    } else if (state != State.FULL && !kept.isEmpty()) {
      takeTunnels();
    }
  }

  /** Goes on at once as long as anything can be written: what cannot holds up nothing else. */
  private void makeWait(SpoolRoom.Parted parted) throws InterruptedException {
    refuse(parted.rest(), State.FULL, "is full (sekisho.audit.spool-max-size)");
    if (parted.fitting().isEmpty()) {
      TimeUnit.MILLISECONDS.sleep(pause.next());
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
        && !room.hasForRefusals()) {
      meters.unrecorded();
      LOG.debugf("refusal not recorded, half of the spool is full: %s", entry.record().tunnel());
      return false;
    }
    return !(entry.record() instanceof AuditRecord.Interim);
  }

  private boolean append(List<byte[]> group) throws IOException, InterruptedException {
    long start = System.nanoTime();
    boolean done = replayer.append(group, patience);
    if (done && !group.isEmpty()) {
      meters.spooled(System.nanoTime() - start);
    }
    return done;
  }

  private boolean isFullNoMore() {
    return state == State.FULL && room.hasAgain();
  }

  private void takeTunnels() {
    pause.reset();
    if (state != State.TAKING) {
      state = State.TAKING;
      LOG.info("audit records are taken again");
    }
  }

  /** They wait in memory, and tunnels are refused. */
  private void refuse(List<JournalEntry> entries, State now, String why) {
    if (state != now) {
      state = now;
      LOG.errorf("the database is away and the spool %s: refusing new tunnels", why);
    }
    entries.forEach(
        entry -> {
          entry.reject();
          queue.add(entry.orElse());
        });
    queue.rejectOpenings();
  }

  private static Thread databaseThread(Runnable work) {
    Thread thread = new Thread(work, "sekisho-audit-database");
    thread.setDaemon(true);
    return thread;
  }
}
