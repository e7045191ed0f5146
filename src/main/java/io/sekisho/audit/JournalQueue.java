package io.sekisho.audit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The records that wait for the journal's writer. */
final class JournalQueue {

  private static final long LOOK_MILLIS = 100;

  /** A group of so many shows that more are on their way than one after the other. */
  private static final int CROWD = 8;

  private final PriorityBlockingQueue<JournalEntry> entries = new PriorityBlockingQueue<>();
  private final int capacity;
  private final long lingerNanos;
  private int lastTaken;

  JournalQueue(int capacity, Duration linger) {
    this.capacity = capacity;
    this.lingerNanos = linger.toNanos();
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
   * The next that wait, the most urgent first; waits a moment if there are none, and for more of
   * them where there is a crowd: a commit costs the same for few. Whoever gave up waiting was
   * answered 503 already, and that is what is recorded. Called by the writer alone.
   */
  List<JournalEntry> take(int most) throws InterruptedException {
    List<JournalEntry> taken = new ArrayList<>();
    JournalEntry first = entries.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
    if (first != null) {
      if (lastTaken >= CROWD) {
        LockSupport.parkNanos(lingerNanos);
      }
      taken.add(first);
      entries.drainTo(taken, most - 1);
    }
    lastTaken = taken.size();
    return taken.stream().map(JournalEntry::orElse).toList();
  }

  /** Refuses the tunnels that wait. */
  void rejectOpenings() {
    entries.forEach(JournalEntry::reject);
  }
}
