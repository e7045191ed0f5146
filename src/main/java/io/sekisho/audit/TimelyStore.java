package io.sekisho.audit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Writes to the store on a thread that may hang, and waits for it as long as is configured and no
 * longer. What becomes of a group that was waited for in vain is settled by the replay, as it is in
 * the spool by then.
 */
final class TimelyStore {

  private final Settlement settlement;
  private final ExecutorService database;
  private final Duration patience;

  TimelyStore(Settlement settlement, ExecutorService database, Duration patience) {
    this.settlement = settlement;
    this.database = database;
    this.patience = patience;
  }

  /** The store did not answer in time, or failed. */
  private static final class Away extends Exception {

    private static final long serialVersionUID = 1L;

    Away(String why) {
      super(why, null, false, false);
    }
  }

  /**
   * Writes all of them and tells whoever waits.
   *
   * @param away is told why, if the store is
   * @return what is not in then, as far as is known
   */
  List<JournalEntry> write(List<JournalEntry> entries, Consumer<String> away)
      throws InterruptedException {
    try {
      inTime(() -> settlement.commit(entries));
      entries.forEach(settlement::confirm);
      return List.of();
    } catch (AuditStore.Rejected rejected) {
      return entries.size() == 1
          ? setAside(entries.get(0), rejected, away)
          : oneByOne(entries, away);
    } catch (Away why) {
      away.accept(why.getMessage());
      return entries;
    }
  }

  private List<JournalEntry> oneByOne(List<JournalEntry> entries, Consumer<String> away)
      throws InterruptedException {
    List<JournalEntry> left = new ArrayList<>();
    for (JournalEntry entry : entries) {
      left.addAll(left.isEmpty() ? write(List.of(entry), away) : List.of(entry));
    }
    return left;
  }

  private List<JournalEntry> setAside(
      JournalEntry entry, AuditStore.Rejected rejected, Consumer<String> away)
      throws InterruptedException {
    entry.reject();
    try {
      inTime(() -> settlement.setAside(entry, rejected));
      return List.of();
    } catch (Away why) {
      away.accept(why.getMessage());
      return List.of(entry.orElse());
    }
  }

  private void inTime(Runnable work) throws Away, InterruptedException {
    Future<?> done = database.submit(work);
    try {
      done.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new Away("no answer within " + patience);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AuditStore.Rejected rejected) {
        throw rejected;
      }
      throw new Away(RootCause.of(e));
    }
  }
}
