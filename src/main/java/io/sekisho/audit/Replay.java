package io.sekisho.audit;

import io.sekisho.spool.Spool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Brings records from the spool into the store. Before any is written it is asked which are in: so
 * it does not matter how often a replay is broken off, nor what became of the commit that was
 * waited for in vain before they were spooled.
 */
final class Replay {

  private static final Logger LOG = Logger.getLogger(Replay.class);

  private final Spool spool;
  private final SpoolForm form;
  private final RecordStamp stamp;
  private final String node;
  private final Settlement settlement;

  /** Those kept aside that are still in the spool: if a step fails, the next one meets them too. */
  private final Set<UUID> aside = new HashSet<>();

  private volatile long left;

  /**
   * A replay of what is in a spool now and comes into it later.
   *
   * @param settlement one that gives up in a way of ours
   */
  Replay(
      Spool spool,
      SpoolForm form,
      RecordStamp stamp,
      String node,
      Function<Settlement.GivenUp, Settlement> settlement) {
    this.spool = spool;
    this.form = form;
    this.stamp = stamp;
    this.node = node;
    this.settlement = settlement.apply(this::keepAside);
    this.left = spool.records();
  }

  /** Whether what was there at first is in the store. */
  boolean isOverWithWhatWasLeft() {
    return left <= 0;
  }

  /**
   * Ends the tunnels that an earlier process left open in the spool: at its tail, so that they have
   * their end once they are replayed, and whoever is killed meanwhile finds it there too.
   *
   * @return the ends that could not be put there
   */
  List<AuditRecord> endWhatWasLeftOpen() throws IOException {
    Map<UUID, AuditRecord.Spooled> open = new LinkedHashMap<>();
    spool.forEach(
        bytes ->
            read(bytes)
                .ifPresent(
                    record -> {
                      switch (record.kind()) {
                        case OPENED -> open.put(record.tunnel(), record);
                        case CLOSED, LOST, REFUSED -> open.remove(record.tunnel());
                        case INTERIM -> {}
                      }
                    }));
    if (open.isEmpty()) {
      return List.of();
    }
    List<AuditRecord> ends = open.values().stream().map(this::lost).toList();
    try {
      spool.append(ends.stream().map(end -> form.write(end, Optional.empty())).toList());
      left += ends.size();
      return List.of();
    } catch (IOException e) {
      LOG.errorf("the spool cannot be written: %s", RootCause.of(e));
      return ends;
    }
  }

  /** Brings the oldest over; blocks. Returns how many; if it fails, they stay where they are. */
  int step(int most) throws IOException {
    try {
      List<byte[]> oldest = spool.peek(most);
      bring(oldest);
      if (!oldest.isEmpty()) {
        takeOff(oldest.size());
      }
      return oldest.size();
    } finally {
      // Some may be gone without having been shown, as they were damaged.
      left = Math.min(left, spool.records());
    }
  }

  private void bring(List<byte[]> oldest) throws IOException {
    List<JournalEntry> entries = new ArrayList<>();
    List<byte[]> unknown = new ArrayList<>();
    for (byte[] bytes : oldest) {
      read(bytes)
          .ifPresentOrElse(
              record -> entries.add(JournalEntry.replayed(record)), () -> unknown.add(bytes));
    }
    entries.removeIf(entry -> aside.contains(entry.record().id()));
    // Asks also when there is nothing: whether the store is there.
    settlement.commitOrSetAside(settlement.missing(entries));
    if (!unknown.isEmpty()) {
      keepAside(unknown, "it is not known what they are");
    }
  }

  private void takeOff(int count) throws IOException {
    try {
      spool.removePeeked();
    } finally {
      // Also if it fails: that is about a file in which nothing is left.
      left -= count;
      aside.clear();
    }
  }

  private Optional<AuditRecord.Spooled> read(byte[] bytes) {
    try {
      return Optional.of(form.read(bytes));
    } catch (IllegalArgumentException e) {
      LOG.debugf("in the spool: %s", e.getMessage());
      return Optional.empty();
    }
  }

  private void keepAside(AuditRecord record, AuditStore.Rejected why) {
    Optional<UUID> replaces =
        record instanceof AuditRecord.Spooled spooled ? spooled.replaces() : Optional.empty();
    try {
      keepAside(List.of(form.write(record, replaces)), RootCause.of(why));
      aside.add(record.id());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void keepAside(List<byte[]> records, String why) throws IOException {
    Path file = spool.keepAside(records);
    LOG.errorf(
        "%d spooled audit records cannot be written to the database and are kept in %s: %s",
        records.size(), file, why);
  }

  private AuditRecord lost(AuditRecord.Spooled opened) {
    return new AuditRecord.Lost(
        stamp.id(),
        stamp.now(),
        opened.tunnel(),
        opened.attempted(),
        opened.node(),
        "found in the spool by " + node,
        Optional.empty(),
        Optional.empty());
  }
}
