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
  private final long rideNanos;
  private int lastTaken;
  private volatile Thread waitingForOpening;

  /**
   * @param capacity how many may wait until no tunnel does any more
   * @param linger how long a commit waits for more where there is a crowd
   * @param ride how long what nobody waits for may wait for a tunnel to go with
   */
  JournalQueue(int capacity, Duration linger, Duration ride) {
    this.capacity = capacity;
    this.lingerNanos = linger.toNanos();
    this.rideNanos = ride.toNanos();
  }

  void add(JournalEntry entry) {
    entries.add(entry);
    if (entry.isOpening()) {
      LockSupport.unpark(waitingForOpening);
    }
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
   * The next that wait, the most urgent first; waits a moment if there are none. As a commit costs
   * nearly the same for few as for many, it waits for more of them where there is a crowd; and ends
   * and refusals, which nobody waits for, wait for a tunnel to go with: else that would wait for
   * theirs to be done. Whoever gave up waiting was answered 503 already, and that is what is
   * recorded. Called by the writer alone.
   */
  List<JournalEntry> take(int most) throws InterruptedException {
    List<JournalEntry> taken = new ArrayList<>();
    JournalEntry first = entries.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
    if (first != null) {
      if (!first.isOpening()) {
        awaitOpening(most - 1);
      }
      if (lastTaken >= CROWD) {
        LockSupport.parkNanos(lingerNanos);
      }
      taken.add(first);
      entries.drainTo(taken, most - 1);
    }
    lastTaken = taken.size();
    return taken.stream().map(JournalEntry::orElse).toList();
  }

  /** Or as many others as can be taken. */
  private void awaitOpening(int enough) {
    long end = System.nanoTime() + rideNanos;
    waitingForOpening = Thread.currentThread();
    long left;
    while (!opens(entries.peek())
        && entries.size() < enough
        && (left = end - System.nanoTime()) > 0
        && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(left);
    }
    waitingForOpening = null;
  }

  private static boolean opens(JournalEntry next) {
    return next != null && next.isOpening();
  }

  /** Refuses the tunnels that wait. */
  void rejectOpenings() {
    entries.forEach(JournalEntry::reject);
  }
}
