package io.sekisho.audit;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Writes to the store alone: while that is away, tunnels are refused, and all other records wait in
 * memory.
 */
final class RefusingOutlet implements Outlet {

  private static final Logger LOG = Logger.getLogger(RefusingOutlet.class);

  private final Settlement settlement;
  private final JournalQueue queue;
  private final Deadline deadline;
  private volatile boolean available = true;
  private volatile boolean complete = true;

  RefusingOutlet(Settlement settlement, JournalQueue queue, Deadline deadline) {
    this.settlement = settlement;
    this.queue = queue;
    this.deadline = deadline;
  }

  @Override
  public void start() {
    // There is nothing to open.
  }

  @Override
  public void write(List<JournalEntry> entries) throws InterruptedException {
    try {
      settlement.commitOrSetAside(entries);
    } catch (RuntimeException | Error e) {
      // Also what would be a bug in the store: no record, no tunnel.
      LOG.errorf("audit records cannot be written, refusing new tunnels: %s", RootCause.of(e));
      available = false;
      entries.forEach(JournalEntry::reject);
      recover(entries);
    }
  }

  @Override
  public boolean isAvailable() {
    return available;
  }

  @Override
  public boolean stop(Deadline unused) {
    return complete;
  }

  private void recover(List<JournalEntry> uncertain) throws InterruptedException {
    Pause pause = new Pause();
    List<JournalEntry> left = uncertain;
    while (!deadline.isOver()) {
      queue.rejectOpenings();
      TimeUnit.MILLISECONDS.sleep(pause.next());
      try {
        left = settlement.missing(left);
        settlement.commitOrSetAside(left);
        available = true;
        LOG.info("audit records can be written again");
        return;
      } catch (RuntimeException | Error e) {
        LOG.debugf("audit store still away: %s", RootCause.of(e));
      }
    }
    complete = false;
    LOG.errorf("stopped with %d audit records of an unknown fate", left.size());
  }
}
