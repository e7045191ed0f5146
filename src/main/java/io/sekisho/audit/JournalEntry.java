package io.sekisho.audit;

import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A queued record. Tunnels that wait to open come first, then what is merely noted, then the
 * refusals of those that waited in vain, so that however many these are no end waits for them, then
 * what may be left out; each in its order.
 *
 * @param otherwise for an opening only: the record if the tunnel does not open
 * @param confirmation whom to tell; null if nobody waits
 * @param replaces the opening in whose place this refusal is written, if it is one
 */
record JournalEntry(
    AuditRecord record,
    AuditRecord.Refused otherwise,
    CompletableFuture<Void> confirmation,
    UUID replaces,
    long order)
    implements Comparable<JournalEntry> {

  private static final AtomicLong ORDER = new AtomicLong();

  static JournalEntry opening(
      AuditRecord.Opened opened,
      AuditRecord.Refused otherwise,
      CompletableFuture<Void> confirmation) {
    return new JournalEntry(opened, otherwise, confirmation, null, ORDER.getAndIncrement());
  }

  static JournalEntry plain(AuditRecord record) {
    return new JournalEntry(record, null, null, null, ORDER.getAndIncrement());
  }

  static JournalEntry awaited(AuditRecord record, CompletableFuture<Void> settled) {
    return new JournalEntry(record, null, settled, null, ORDER.getAndIncrement());
  }

  /** One that waits in the spool no longer. */
  static JournalEntry replayed(AuditRecord.Spooled record) {
    return new JournalEntry(
        record, null, null, record.replaces().orElse(null), ORDER.getAndIncrement());
  }

  boolean isOpening() {
    return otherwise != null;
  }

  boolean isConfirmed() {
    return isOpening() && confirmation.isDone() && !confirmation.isCompletedExceptionally();
  }

  JournalEntry instead() {
    return new JournalEntry(otherwise, null, null, record.id(), order);
  }

  JournalEntry orElse() {
    return isOpening() && confirmation.isDone() ? instead() : this;
  }

  /** Tells who waits for an opening that it is in; false if that was answered 503 already. */
  boolean confirm() {
    confirmation.complete(null);
    return isConfirmed();
  }

  /** Nothing more is done for what is merely noted: it is in, or never will be. */
  void settle() {
    if (!isOpening() && confirmation != null) {
      confirmation.complete(null);
    }
  }

  void reject() {
    if (isOpening()) {
      fail();
    }
  }

  /** Tells who waits that it is not in, as far as is known. */
  void fail() {
    if (confirmation != null) {
      confirmation.completeExceptionally(new NotRecorded());
    }
  }

  @Override
  public int compareTo(JournalEntry other) {
    return rank() == other.rank()
        ? Long.compare(order, other.order)
        : Integer.compare(rank(), other.rank());
  }

  private int rank() {
    if (isOpening()) {
      return 0;
    }
    if (record instanceof AuditRecord.Interim) {
      return 3;
    }
    return replaces == null ? 1 : 2;
  }
}
