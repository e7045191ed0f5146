package io.sekisho.audit;

import io.sekisho.config.NodeName;
import io.sekisho.config.SekishoConfig;
import io.sekisho.config.SekishoConfig.Audit.WhenUnavailable;
import io.sekisho.telemetry.Meters;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * This node's one writer of audit records. Whoever has a record queues it; one thread takes all
 * that wait and commits them together, so that many tunnels share one commit and none waits for a
 * second one.
 *
 * <p>When the store is away, waiting tunnels are refused at once and new ones too, while the
 * records of refusals and of tunnels that end are kept and written when it is back: {@link
 * RefusingOutlet}. Or, if the operator chose so, records go to this machine's disk until then, and
 * tunnels open: {@link SpoolingOutlet}. A commit of which nobody knows whether it happened is
 * settled by asking which records are in: each is written exactly once.
 */
@ApplicationScoped
public class AuditJournal {

  private static final Logger LOG = Logger.getLogger(AuditJournal.class);
  private static final Duration LONGEST_LINGER = Duration.ofMillis(100);

  /** Longer than it takes until the next tunnel where it matters what a commit costs. */
  private static final Duration RIDE = Duration.ofMillis(10);

  private final Meters meters;
  private final SekishoConfig.Audit config;
  private final JournalQueue queue;
  private final SpoolOpening spool;
  private final Function<Settlement.GivenUp, Settlement> settlements;
  private final Deadline deadline = new Deadline();
  private final Thread writer = new Thread(this::run, "sekisho-audit-writer");
  private volatile Outlet outlet;
  private volatile boolean complete;

  AuditJournal(
      AuditStore store,
      SpoolForm form,
      RecordStamp stamp,
      Meters meters,
      NodeName node,
      SekishoConfig config) {
    this.meters = meters;
    this.config = config.audit();
    this.queue = new JournalQueue(config.audit().queueCapacity(), linger(config.audit()), RIDE);
    this.spool = new SpoolOpening(form, stamp, node, config.audit());
    this.settlements = givenUp -> new Settlement(store, stamp, meters, queue, givenUp);
    this.outlet = new RefusingOutlet(settlements.apply(this::giveUp), queue, deadline);
  }

  /** Every tunnel of a crowd waits for so long. */
  private static Duration linger(SekishoConfig.Audit config) {
    Duration linger = config.linger();
    if (linger.isNegative() || linger.compareTo(LONGEST_LINGER) > 0) {
      throw new IllegalArgumentException(
          "sekisho.audit.linger must be from 0 to %d ms: %s"
              .formatted(LONGEST_LINGER.toMillis(), linger));
    }
    return linger;
  }

  /**
   * Brings in what an earlier process left in the spool, or begins to, and starts the writer;
   * blocks.
   *
   * @throws IllegalStateException if there is to be a spool and it cannot be had
   */
  public void start() {
    if (config.whenUnavailable() == WhenUnavailable.SPOOL) {
      outlet = spool.outlet(settlements.apply(this::giveUp), settlements, queue, meters);
    } else {
      spool.emptyWhatWasLeft(queue, settlements);
    }
    outlet.start();
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
    if (!available() || deadline.isSet() || queue.isFull()) {
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
    if (queue.isHalfFull()) {
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
   * @return completes when it is written, or will never be, as that tunnel's end is in already;
   *     exceptionally if the store is away and records go to the spool: whoever asks comes again
   */
  public CompletableFuture<Void> append(AuditRecord.Lost lost) {
    if (isSpooling()) {
      return CompletableFuture.failedFuture(new NotRecorded());
    }
    CompletableFuture<Void> settled = new CompletableFuture<>();
    queue.add(JournalEntry.awaited(lost, settled));
    return settled;
  }

  /**
   * Queues what a tunnel has carried so far; left out if the queue is half full or the store away,
   * as there will be a newer one, and a spool has better use for its room.
   */
  public void append(AuditRecord.Interim interim) {
    if (available() && !isSpooling() && !queue.isHalfFull()) {
      queue.add(JournalEntry.plain(interim));
    }
  }

  /** Records that wait to be written. */
  public int depth() {
    return queue.size();
  }

  /** Whether a tunnel's record would be certain now: in the store, or in the spool. */
  public boolean available() {
    return outlet.isAvailable();
  }

  /** Whether records go to the spool. */
  public boolean isSpooling() {
    return outlet.isSpooling();
  }

  /** Records that wait in the spool. */
  public long spoolRecords() {
    return outlet.spoolRecords();
  }

  /** What the spool takes on the disk. */
  public long spoolBytes() {
    return outlet.spoolBytes();
  }

  /** Whether everything that an earlier process left in the spool is in the store. */
  public boolean hasReplayed() {
    return outlet.hasReplayed();
  }

  /** After a stop: whether nothing is left that would have to be written. */
  public boolean isComplete() {
    return complete;
  }

  /** Writes what is queued and stops; gives up after the bound. */
  public void stop(Duration bound) {
    deadline.set(bound);
    try {
      writer.join(bound.toMillis() + 1_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    complete = outlet.stop(deadline) && queue.isEmpty() && !writer.isAlive();
    if (!queue.isEmpty()) {
      LOG.errorf("stopped with %d audit records unwritten", queue.size());
    }
  }

  private void run() {
    while (!(deadline.isSet() && queue.isEmpty()) && !deadline.isOver()) {
      try {
        List<JournalEntry> entries = queue.take(config.maxBatch());
        if (!entries.isEmpty()) {
          outlet.write(entries);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void giveUp(AuditRecord record, AuditStore.Rejected why) {
    meters.unrecorded();
    LOG.errorf(
        "audit record %s of %s cannot be written and is given up: %s",
        record.id(), record.tunnel(), RootCause.of(why));
  }
}
