package io.sekisho.audit;

import io.sekisho.audit.AuditRecord.Closed;
import io.sekisho.telemetry.Meters;
import io.sekisho.tls.Inspection;
import io.sekisho.tunnel.CloseReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Gets records into the store exactly once, whatever became of earlier tries. What is written in
 * the place of a record has an identifier that is known before, so that it is in once too.
 */
final class Settlement {

  private static final Logger LOG = Logger.getLogger(Settlement.class);

  private final AuditStore store;
  private final RecordStamp stamp;
  private final Meters meters;
  private final JournalQueue queue;
  private final GivenUp givenUp;

  /** Takes a record that the store will never have. */
  @FunctionalInterface
  interface GivenUp {
    void accept(AuditRecord record, AuditStore.Rejected why);
  }

  Settlement(
      AuditStore store, RecordStamp stamp, Meters meters, JournalQueue queue, GivenUp givenUp) {
    this.store = store;
    this.stamp = stamp;
    this.meters = meters;
    this.queue = queue;
    this.givenUp = givenUp;
  }

  /**
   * Commits the group; if the store will not have it, each by itself, so that one bad one stops
   * none.
   */
  void commitOrSetAside(List<JournalEntry> entries) {
    try {
      if (!entries.isEmpty()) {
        commit(entries);
        entries.forEach(this::confirm);
      }
    } catch (AuditStore.Rejected rejected) {
      if (entries.size() > 1) {
        entries.forEach(entry -> commitOrSetAside(List.of(entry)));
      } else {
        setAside(entries.get(0), rejected);
      }
    }
  }

  /** Commits the group and tells nobody. */
  void commit(List<JournalEntry> entries) {
    long start = System.nanoTime();
    store.append(entries.stream().map(JournalEntry::record).toList());
    meters.committed(System.nanoTime() - start, entries.size());
  }

  /** Tells who waits for it that a record is in. */
  void confirm(JournalEntry entry) {
    entry.settle();
    if (entry.isOpening() && !entry.confirm()) {
      queue.add(neverOpened(entry.instead()));
    }
  }

  /**
   * A record that the store rejects for good. It may be in already, by a commit that was taken for
   * lost and came in late; then what it says must be made true. Otherwise it is given up, and said
   * so.
   */
  void setAside(JournalEntry entry, AuditStore.Rejected rejected) {
    entry.reject();
    if (isIn(entry.record().id()) || isEndedAlready(entry.record())) {
      entry.settle();
      return;
    }
    if (entry.replaces() != null && isIn(entry.replaces())) {
      commitOrSetAside(List.of(neverOpened(entry)));
      return;
    }
    givenUp.accept(entry.record(), rejected);
    entry.settle();
    if (entry.isOpening()) {
      commitOrSetAside(List.of(entry.instead()));
    }
  }

  /** What is still to be written of a group whose commit may or may not have happened. */
  List<JournalEntry> missing(List<JournalEntry> uncertain) {
    Set<UUID> in = store.committed(uncertain.stream().map(entry -> entry.record().id()).toList());
    uncertain.stream()
        .filter(entry -> in.contains(entry.record().id()))
        .forEach(JournalEntry::settle);
    return uncertain.stream()
        .filter(entry -> !entry.isConfirmed())
        .filter(entry -> entry.isOpening() || !in.contains(entry.record().id()))
        .map(entry -> rest(entry, in.contains(entry.record().id())))
        .collect(Collectors.toCollection(ArrayList::new));
  }

  private JournalEntry rest(JournalEntry entry, boolean isIn) {
    if (!entry.isOpening()) {
      return entry;
    }
    return isIn ? neverOpened(entry.instead()) : entry.instead();
  }

  private boolean isIn(UUID record) {
    return !store.committed(List.of(record)).isEmpty();
  }

  /**
   * Two nodes may record the loss of a third, and a node that was taken for lost may come back and
   * end its tunnels: the log keeps what it has.
   */
  private boolean isEndedAlready(AuditRecord record) {
    if (!record.isEnd() || !store.ended(record.tunnel(), record.attempted())) {
      return false;
    }
    record
        .toldOtherwise("after it was taken for lost")
        .ifPresent(
            told -> {
              LOG.warnf(
                  "tunnel %s ended%s, but another node has recorded it as node_lost",
                  record.tunnel(), record instanceof Closed closed ? summary(closed) : "");
              commitOrSetAside(List.of(JournalEntry.plain(told)));
            });
    return true;
  }

  private static String summary(Closed closed) {
    return " (%s, up=%d, down=%d)"
        .formatted(closed.reason().label(), closed.bytesUp(), closed.bytesDown());
  }

  /** An opening is in, but its client was answered 503: the end of it, in the refusal's place. */
  private JournalEntry neverOpened(JournalEntry refusal) {
    AuditRecord refused = refusal.record();
    return JournalEntry.plain(
        new Closed(
            refused.id(),
            stamp.now(),
            refused.tunnel(),
            refused.attempted(),
            CloseReason.NOT_OPENED,
            Optional.empty(),
            0,
            0,
            Inspection.NONE));
  }
}
