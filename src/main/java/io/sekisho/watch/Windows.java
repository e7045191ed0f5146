package io.sekisho.watch;

import io.sekisho.watch.Finding.Evidence;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What happened lately, by what it is about: for each key marks with the time at which they were
 * last seen. Events of several replicas are told in any order, and of one that was without the
 * database much later than others; so time is cut into pieces of twice the length that is looked
 * at, which begin one such length apart: whatever lies as close together as that is wholly within
 * one of them, however late it is told.
 *
 * <p>Bounded: by the marks in all pieces, of which those that are not used are forgotten first, and
 * by the marks of each, of which the oldest go. Marks are names or ids, so that an event that is
 * told again is counted once.
 */
final class Windows<K> {

  /** Some 15 MB of them. */
  static final int MAX_MARKS = 100_000;

  private record Piece<K>(K key, long number) {}

  /**
   * A mark.
   *
   * @param what it is
   * @param time when it was last seen
   * @param failing whether what was tried then failed
   * @param amount how much it adds
   */
  record Mark(Object what, Instant time, boolean failing, long amount, Evidence evidence) {

    /** Both together: as the later one is, and as much as both are. */
    private Mark and(Mark other) {
      Mark later = other.time.isBefore(time) ? this : other;
      return new Mark(what, later.time, later.failing, amount + other.amount, later.evidence);
    }
  }

  /**
   * Marks in one word.
   *
   * @param size how many there are
   * @param failing how many of them fail
   * @param amount how much they add up to
   */
  record Tally(int size, int failing, long amount) {

    private static final Tally NOTHING = new Tally(0, 0, 0);

    private static Tally of(List<Mark> marks) {
      Tally tally = NOTHING;
      for (Mark mark : marks) {
        tally = tally.with(mark);
      }
      return tally;
    }

    private Tally with(Mark mark) {
      return new Tally(size + 1, failing + (mark.failing ? 1 : 0), amount + mark.amount);
    }

    private Tally without(Mark mark) {
      return new Tally(size - 1, failing - (mark.failing ? 1 : 0), amount - mark.amount);
    }
  }

  /** Those of a piece by what they are, and what they are together, as they may be many. */
  private static final class Marks {
    private final Map<Object, Mark> marks = new HashMap<>();
    private Tally tally = Tally.NOTHING;

    void put(Mark mark) {
      Mark known = marks.get(mark.what());
      Mark now = known == null ? mark : known.and(mark);
      marks.put(mark.what(), now);
      tally = (known == null ? tally : tally.without(known)).with(now);
    }

    /** As finding them takes as long as there are many, half of them at one time. */
    void dropOldest(int kept) {
      List<Mark> oldest = sorted().subList(0, marks.size() - kept);
      for (Mark mark : oldest) {
        marks.remove(mark.what());
        tally = tally.without(mark);
      }
    }

    List<Mark> sorted() {
      List<Mark> sorted = new ArrayList<>(marks.values());
      sorted.sort(Comparator.comparing(Mark::time));
      return sorted;
    }
  }

  private final Duration length;
  private final int maxMarks;
  private final Memory<Piece<K>, Marks> pieces = new Memory<>(MAX_MARKS);

  /**
   * @param length how far apart the first and the last may be
   * @param enough how many marks are looked for: twice as many are kept of a key, as what is
   *     remembered of it may last twice as long
   */
  Windows(Duration length, int enough) {
    this.length = length;
    this.maxMarks = 2 * enough;
  }

  /**
   * Adds a mark and looks at all that lie as close together as asked for, with it among them.
   *
   * @param enough what is looked for
   * @return what is, in the order of time
   */
  Optional<List<Mark>> add(K key, Mark mark, Predicate<Tally> enough) {
    long number = Math.floorDiv(mark.time().toEpochMilli(), length.toMillis());
    Optional<List<Mark>> found = addTo(new Piece<>(key, number - 1), mark, enough);
    Optional<List<Mark>> later = addTo(new Piece<>(key, number), mark, enough);
    return found.or(() -> later);
  }

  private Optional<List<Mark>> addTo(Piece<K> piece, Mark mark, Predicate<Tally> enough) {
    Marks marks = pieces.get(piece).orElseGet(Marks::new);
    marks.put(mark);
    if (marks.tally.size() > 2 * maxMarks) {
      marks.dropOldest(maxMarks);
    }
    pieces.put(piece, marks, marks.tally.size());
    if (!enough.test(marks.tally)) {
      // Not even all of them together: the common case.
      return Optional.empty();
    }
    List<Mark> sorted = marks.sorted();
    return ends(sorted, mark).stream()
        .map(end -> until(sorted, end))
        .filter(together -> enough.test(Tally.of(together)))
        .findFirst();
  }

  /** What is told late may be the beginning of what came in time. */
  private List<Instant> ends(List<Mark> sorted, Mark mark) {
    Instant last = mark.time().plus(length);
    return sorted.stream()
        .map(Mark::time)
        .filter(time -> !time.isBefore(mark.time()) && time.isBefore(last))
        .distinct()
        .toList();
  }

  private List<Mark> until(List<Mark> sorted, Instant end) {
    Instant begin = end.minus(length);
    return sorted.stream()
        .filter(mark -> mark.time().isAfter(begin) && !mark.time().isAfter(end))
        .toList();
  }

  /** How many marks are remembered now. */
  long size() {
    return pieces.weight();
  }

  void forget() {
    pieces.forget();
  }

  /** What they rest on, in their order. */
  static List<Evidence> evidence(List<Mark> marks) {
    return marks.stream().map(Mark::evidence).distinct().toList();
  }
}
