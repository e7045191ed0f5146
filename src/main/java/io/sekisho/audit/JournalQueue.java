package io.sekisho.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The records that wait for the journal's writer. */
final class JournalQueue {

  private static final long LOOK_MILLIS = 100;

  private final PriorityBlockingQueue<JournalEntry> entries = new PriorityBlockingQueue<>();
  private final int capacity;

  JournalQueue(int capacity) {
    this.capacity = capacity;
  }

  void add(JournalEntry entry) {
    entries.add(entry);
  }

  int size() {
    return entries.size();
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  /** Takes no more tunnels. */
  boolean isFull() {
    return entries.size() >= capacity;
  }

  /** Takes nothing more that can be left out. */
  boolean isHalfFull() {
    return entries.size() >= capacity / 2;
  }

  /**
   * The next that wait, the most urgent first; waits a moment if there are none. Whoever gave up
   * waiting was answered 503 already, and that is what is recorded.
   */
  List<JournalEntry> take(int most) throws InterruptedException {
    List<JournalEntry> taken = new ArrayList<>();
    JournalEntry first = entries.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
    if (first != null) {
      taken.add(first);
      entries.drainTo(taken, most - 1);
    }
    return taken.stream().map(JournalEntry::orElse).toList();
  }

  /** Refuses the tunnels that wait. */
  void rejectOpenings() {
    entries.forEach(JournalEntry::reject);
  }
}
