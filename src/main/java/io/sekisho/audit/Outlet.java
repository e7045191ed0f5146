package io.sekisho.audit;

import java.util.List;

/** What the journal's one writer does with the records it has taken from the queue. */
interface Outlet {

  /** Makes ready; blocks. */
  void start();

  /**
   * Writes all of them, puts back into the queue what must wait, and tells whoever waits for one
   * what became of it.
   */
  void write(List<JournalEntry> entries) throws InterruptedException;

  /** Whether a tunnel's record would be certain now. */
  boolean isAvailable();

  /** Whether records go to this machine's disk, as the store is away or behind. */
  default boolean isSpooling() {
    return false;
  }

  /** Whether everything that an earlier process left on the disk is in the store. */
  default boolean hasReplayed() {
    return true;
  }

  /** What waits on the disk: records. */
  default long spoolRecords() {
    return 0;
  }

  /** What waits on the disk: bytes. */
  default long spoolBytes() {
    return 0;
  }

  /**
   * Ends; called when the writer has ended.
   *
   * @return whether nothing waits that would go into the store later
   */
  boolean stop(Deadline deadline);
}
