package io.sekisho.watch;

import java.time.Duration;
import java.util.List;

/** What was in the log before a replica began to be led through it. */
public interface RecentRecords {

  /**
   * Attempts that began within a time before now, and the ends of their tunnels; the newest ones,
   * if there are too many. Blocks.
   */
  List<WatchedRecord> within(Duration time);
}
