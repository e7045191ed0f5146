package io.sekisho.audit;

import io.sekisho.spool.Spool;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who may take how much of the spool. */
final class SpoolRoom {

  /** How much of the spool is for tunnels that open; the rest is for the ends of tunnels. */
  private static final double SHARE = 7.0 / 8;

  /** How much of it is for refusals, of which anybody can cause any number. */
  private static final double SHARE_OF_REFUSALS = 1.0 / 2;

  /** Once it was full, so much must be free again: it is not to be full every other moment. */
  private static final double SHARE_AFTER_FULL = 3.0 / 4;

  private final Spool spool;
  private final SpoolForm form;

  SpoolRoom(Spool spool, SpoolForm form) {
    this.spool = spool;
    this.form = form;
  }

  /**
   * A batch that is parted by what there is room for.
   *
   * @param bytes of those that fit
   */
  record Parted(List<JournalEntry> fitting, List<byte[]> bytes, List<JournalEntry> rest) {}

  /** Whether refusals of which nothing else is known are taken. */
  boolean hasForRefusals() {
    return spool.room(SHARE_OF_REFUSALS) >= 0;
  }

  /** Whether tunnels may open again after it was full. */
  boolean hasAgain() {
    return spool.room(SHARE_AFTER_FULL) >= 0;
  }

  /**
   * What fits is taken, whatever does not. Ends of tunnels have the first choice; those that fit
   * stay in their order.
   *
   * @param full whether it was full and has no room again, so that no tunnel opens
   */
  Parted part(List<JournalEntry> entries, boolean full) {
    Map<JournalEntry, byte[]> fitting = new IdentityHashMap<>();
    long taken = 0;
    for (JournalEntry entry : endsFirst(entries)) {
      byte[] bytes = form.write(entry.record(), Optional.ofNullable(entry.replaces()));
      long size = Spool.size(bytes);
      if (taken + size <= spool.room(share(entry, full))) {
        taken += size;
        fitting.put(entry, bytes);
      }
    }
    List<JournalEntry> group = entries.stream().filter(fitting::containsKey).toList();
    return new Parted(
        group,
        group.stream().map(fitting::get).toList(),
        entries.stream().filter(entry -> !fitting.containsKey(entry)).toList());
  }

  private static List<JournalEntry> endsFirst(List<JournalEntry> entries) {
    return entries.stream()
        .sorted(Comparator.comparing(entry -> entry.record().isEnd() ? 0 : 1))
        .toList();
  }

  /**
   * A refusal in the place of an opening may turn out to be an end, if that opening is in after
   * all; there are no more of them than could wait when it became full.
   */
  private static double share(JournalEntry entry, boolean full) {
    if (entry.record().isEnd() || entry.replaces() != null) {
      return 1;
    }
    return full ? SHARE_AFTER_FULL : SHARE;
  }
}
