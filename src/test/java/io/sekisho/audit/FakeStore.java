package io.sekisho.audit;

import io.sekisho.audit.AuditRecord.Spooled.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;

/** Commits, fails before or after committing, or waits, as it is told. */
final class FakeStore implements AuditStore {

  private enum Mode {
    COMMIT,
    FAIL_BEFORE,
    FAIL_AFTER,
    COMMIT_LATE
  }

  private final Map<UUID, AuditRecord> committed = new LinkedHashMap<>();
  private final Set<UUID> outcomes = new HashSet<>();
  private final Set<UUID> ends = new HashSet<>();
  private final List<Integer> commits = new ArrayList<>();
  private volatile Mode mode = Mode.COMMIT;
  private volatile CountDownLatch gate = new CountDownLatch(0);
  private volatile CountDownLatch held = new CountDownLatch(1);
  private final List<AuditRecord> late = new ArrayList<>();
  private volatile UUID rejected;
  private volatile UUID breaking;
  private int duplicates;

  @Override
  public void append(List<AuditRecord> records) {
    held.countDown();
    try {
      gate.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    Mode now = mode;
    if (now == Mode.FAIL_BEFORE) {
      throw new IllegalStateException("away");
    }
    if (now == Mode.COMMIT_LATE) {
      late.addAll(records);
      throw new IllegalStateException("no answer");
    }
    comeInLate();
    if (records.stream().anyMatch(this::isRejected)) {
      throw new Rejected(new IllegalArgumentException("not this one"));
    }
    if (records.stream().anyMatch(record -> record.id().equals(breaking))) {
      throw new IllegalStateException("away");
    }
    commit(records);
    if (now == Mode.FAIL_AFTER) {
      throw new IllegalStateException("the connection broke");
    }
  }

  @Override
  public synchronized Set<UUID> committed(Collection<UUID> records) {
    if (mode != Mode.COMMIT) {
      throw new IllegalStateException("away");
    }
    Set<UUID> in = new HashSet<>(records);
    in.retainAll(committed.keySet());
    return in;
  }

  @Override
  public synchronized boolean ended(UUID tunnel, Instant attempted) {
    return ends.contains(tunnel);
  }

  /** What was taken for lost is in, just before the next that is written. */
  private synchronized void comeInLate() {
    if (!late.isEmpty()) {
      commit(List.copyOf(late));
      late.clear();
    }
  }

  private synchronized boolean isRejected(AuditRecord record) {
    return record.id().equals(rejected)
        || committed.containsKey(record.id())
        || isOutcome(record) && outcomes.contains(record.tunnel())
        || record.isEnd() && ends.contains(record.tunnel());
  }

  private static boolean isOutcome(AuditRecord record) {
    Kind kind = Kind.of(record);
    return kind == Kind.OPENED || kind == Kind.REFUSED;
  }

  private synchronized void commit(List<AuditRecord> records) {
    commits.add(records.size());
    for (AuditRecord record : records) {
      if (committed.put(record.id(), record) != null) {
        duplicates++;
      }
      if (isOutcome(record)) {
        outcomes.add(record.tunnel());
      }
      if (record.isEnd()) {
        ends.add(record.tunnel());
      }
    }
  }

  int duplicates() {
    return duplicates;
  }

  synchronized List<AuditRecord> records() {
    return List.copyOf(committed.values());
  }

  synchronized List<Integer> commits() {
    return List.copyOf(commits);
  }

  List<String> kinds() {
    return records().stream().map(record -> record.getClass().getSimpleName()).toList();
  }

  /** Those of one kind, in order: the tunnels they are about. */
  List<UUID> tunnels(Kind kind) {
    return records().stream()
        .filter(record -> Kind.of(record) == kind)
        .map(AuditRecord::tunnel)
        .toList();
  }

  void hold() {
    held = new CountDownLatch(1);
    gate = new CountDownLatch(1);
  }

  void awaitHeld() {
    try {
      held.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  void release() {
    gate.countDown();
  }

  void failBefore() {
    mode = Mode.FAIL_BEFORE;
  }

  void failAfter() {
    mode = Mode.FAIL_AFTER;
  }

  void commitLate() {
    mode = Mode.COMMIT_LATE;
  }

  void reject(UUID record) {
    rejected = record;
  }

  /** Answers until it comes to this one. */
  void breakAt(UUID record) {
    breaking = record;
  }

  void heal() {
    mode = Mode.COMMIT;
    breaking = null;
  }

  /** Is back, and somebody else has written to it. */
  synchronized void heal(List<AuditRecord> others) {
    commit(others);
    heal();
  }
}
