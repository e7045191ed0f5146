package io.sekisho.audit;

import io.sekisho.config.SekishoConfig;
import io.sekisho.telemetry.Meters;
import io.sekisho.tls.Inspection;
import io.sekisho.tunnel.CloseReason;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * This node's one writer of audit records. Whoever has a record queues it; one thread takes all
 * that wait and commits them together, so that many tunnels share one commit and none waits for a
 * second one.
 *
 * <p>When the store is away, waiting tunnels are refused at once and new ones too, while the
 * records of refusals and of tunnels that end are kept and written when it is back. A commit of
 * which nobody knows whether it happened is settled then, by asking which records are in: each is
 * written exactly once.
 */
@ApplicationScoped
public class AuditJournal {

  private static final Logger LOG = Logger.getLogger(AuditJournal.class);
  private static final Duration FIRST_RETRY = Duration.ofMillis(100);
  private static final Duration LAST_RETRY = Duration.ofSeconds(2);

  private final AuditStore store;
  private final RecordStamp stamp;
  private final Meters meters;
  private final SekishoConfig.Audit config;
  private final PriorityBlockingQueue<JournalEntry> queue = new PriorityBlockingQueue<>();
  private final Thread writer = new Thread(this::run, "sekisho-audit-writer");
  private volatile boolean available = true;
  private volatile boolean stopping;
  private volatile long giveUpNanos;

  AuditJournal(AuditStore store, RecordStamp stamp, Meters meters, SekishoConfig config) {
    this.store = store;
    this.stamp = stamp;
    this.meters = meters;
    this.config = config.audit();
  }

  /** Starts the writer. */
  public void start() {
    writer.start();
  }

  /**
   * Asks for a tunnel's record to be committed.
   *
   * @param opened the record
   * @param otherwise what is recorded in its place if the tunnel does not open
   * @return completes when the record is in; exceptionally, within {@code
   *     sekisho.audit.commit-timeout}, if it is not, and then {@code otherwise} is taken care of
   */
  public CompletionStage<Void> open(AuditRecord.Opened opened, AuditRecord.Refused otherwise) {
    if (!available || stopping || queue.size() >= config.queueCapacity()) {
      append(otherwise);
      return CompletableFuture.failedFuture(new NotRecorded());
    }
    CompletableFuture<Void> confirmation = new CompletableFuture<>();
    confirmation.orTimeout(config.commitTimeout().toMillis(), TimeUnit.MILLISECONDS);
    queue.add(JournalEntry.opening(opened, otherwise, confirmation));
    return confirmation;
  }

  /**
   * Queues the record of a refusal; given up, and counted, if the queue is half full, so that a
   * flood of refusals leaves room for tunnels.
   */
  public void append(AuditRecord.Refused refused) {
    if (queue.size() >= config.queueCapacity() / 2) {
      meters.unrecorded();
      LOG.debugf("refusal not recorded, the queue is full: %s", refused.tunnel());
      return;
    }
    queue.add(JournalEntry.plain(refused));
  }

  /**
   * Queues the record of a tunnel that ended; always kept, as open tunnels are bounded in number.
   */
  public void append(AuditRecord.Closed closed) {
    queue.add(JournalEntry.plain(closed));
  }

  /**
   * Queues the record of a tunnel whose node was lost.
   *
   * @return completes when it is written, or will never be, as that tunnel's end is in already
   */
  public CompletableFuture<Void> append(AuditRecord.Lost lost) {
    CompletableFuture<Void> settled = new CompletableFuture<>();
    queue.add(JournalEntry.awaited(lost, settled));
    return settled;
  }

  /**
   * Queues what a tunnel has carried so far; left out if the queue is half full or the store away,
   * as there will be a newer one.
   */
  public void append(AuditRecord.Interim interim) {
    if (available && queue.size() < config.queueCapacity() / 2) {
      queue.add(JournalEntry.plain(interim));
    }
  }

  /** Records that wait to be written. */
  public int depth() {
    return queue.size();
  }

  /** Whether the store took the last group. */
  public boolean available() {
    return available;
  }

  /** Writes what is queued and stops; gives up after the bound. */
  public void stop(Duration bound) {
    giveUpNanos = System.nanoTime() + bound.toNanos();
    stopping = true;
    try {
      writer.join(bound.toMillis() + 1_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!queue.isEmpty()) {
      LOG.errorf("stopped with %d audit records unwritten", queue.size());
    }
  }

  private void run() {
    List<JournalEntry> batch = new ArrayList<>();
    while (!(stopping && queue.isEmpty()) && !gaveUp()) {
      try {
        JournalEntry first = queue.poll(100, TimeUnit.MILLISECONDS);
        if (first != null) {
          batch.add(first);
          queue.drainTo(batch, config.maxBatch() - 1);
          write(batch);
          batch.clear();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void write(List<JournalEntry> batch) throws InterruptedException {
    // Whoever gave up waiting was answered 503 already, and that is what is recorded.
    List<JournalEntry> entries = batch.stream().map(JournalEntry::orElse).toList();
    try {
      commitOrSetAside(entries);
    } catch (RuntimeException | Error e) {
      // Also what would be a bug in the store: no record, no tunnel.
      LOG.errorf("audit records cannot be written, refusing new tunnels: %s", RootCause.of(e));
      available = false;
      entries.forEach(JournalEntry::reject);
      recover(entries);
    }
  }

  private void recover(List<JournalEntry> uncertain) throws InterruptedException {
    long pause = FIRST_RETRY.toMillis();
    List<JournalEntry> left = uncertain;
    while (!gaveUp()) {
      queue.forEach(JournalEntry::reject);
      TimeUnit.MILLISECONDS.sleep(pause);
      pause = Math.min(pause * 2, LAST_RETRY.toMillis());
      try {
        left = missing(left);
        commitOrSetAside(left);
        available = true;
        LOG.info("audit records can be written again");
        return;
      } catch (RuntimeException | Error e) {
        LOG.debugf("audit store still away: %s", RootCause.of(e));
      }
    }
    LOG.errorf("stopped with %d audit records of an unknown fate", left.size());
  }

  /**
   * Commits the group; if the store will not have it, each by itself, so that one bad one stops
   * none.
   */
  private void commitOrSetAside(List<JournalEntry> entries) {
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

  /**
   * A record that the store rejects for good. It may be in already, by a commit that was taken for
   * lost and came in late; then what it says must be made true. Otherwise it is given up, and said
   * so.
   */
  private void setAside(JournalEntry entry, AuditStore.Rejected rejected) {
    entry.reject();
    UUID id = entry.record().id();
    if (store.committed(List.of(id)).contains(id) || isEndedAlready(entry.record())) {
      entry.settle();
      return;
    }
    if (entry.replaces() != null && store.committed(List.of(entry.replaces())).size() == 1) {
      commitOrSetAside(List.of(neverOpened(entry)));
      return;
    }
    meters.unrecorded();
    LOG.errorf(
        "audit record %s of %s cannot be written and is given up: %s",
        id, entry.record().tunnel(), RootCause.of(rejected));
    entry.settle();
    if (entry.isOpening()) {
      commitOrSetAside(List.of(entry.instead()));
    }
  }

  /**
   * Two nodes may record the loss of a third, and a node that was taken for lost may come back and
   * end its tunnels: the log keeps what it has.
   */
  private boolean isEndedAlready(AuditRecord record) {
    if (!record.isEnd() || !store.ended(record.tunnel(), record.attempted())) {
      return false;
    }
    if (record instanceof AuditRecord.Closed closed) {
      LOG.warnf(
          "tunnel %s ended (%s, up=%d, down=%d), but another node has recorded it as node_lost",
          closed.tunnel(), closed.reason().label(), closed.bytesUp(), closed.bytesDown());
      append(closed.toldOtherwise(stamp.id(), "after it was taken for lost"));
    }
    return true;
  }

  /** What is still to be written of a group whose commit may or may not have happened. */
  private List<JournalEntry> missing(List<JournalEntry> uncertain) {
    Set<UUID> in = store.committed(uncertain.stream().map(entry -> entry.record().id()).toList());
    uncertain.stream()
        .filter(entry -> in.contains(entry.record().id()))
        .forEach(JournalEntry::settle);
    return uncertain.stream()
        .filter(entry -> !entry.isConfirmed())
        .filter(entry -> entry.isOpening() || !in.contains(entry.record().id()))
        .map(
            entry -> {
              if (!entry.isOpening()) {
                return entry;
              }
              return in.contains(entry.record().id()) ? neverOpened(entry) : entry.instead();
            })
        .collect(Collectors.toCollection(ArrayList::new));
  }

  private void commit(List<JournalEntry> entries) {
    long start = System.nanoTime();
    store.append(entries.stream().map(JournalEntry::record).toList());
    meters.committed(System.nanoTime() - start);
  }

  private void confirm(JournalEntry entry) {
    entry.settle();
    if (entry.isOpening() && !entry.confirmation().complete(null)) {
      queue.add(neverOpened(entry));
    }
  }

  /** Its record is in, but its client was answered 503 meanwhile. */
  private JournalEntry neverOpened(JournalEntry entry) {
    return JournalEntry.plain(
        new AuditRecord.Closed(
            stamp.id(),
            stamp.now(),
            entry.record().tunnel(),
            entry.record().attempted(),
            CloseReason.NOT_OPENED,
            Optional.empty(),
            0,
            0,
            Inspection.NONE));
  }

  private boolean gaveUp() {
    return stopping && System.nanoTime() - giveUpNanos > 0;
  }
}
