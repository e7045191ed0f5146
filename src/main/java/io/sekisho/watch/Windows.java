package io.sekisho.watch;

import io.sekisho.watch.Finding.Evidence;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
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

  private final Duration length;
  private final int maxMarks;
  private final Memory<Piece<K>, Map<Object, Mark>> pieces = new Memory<>(MAX_MARKS);

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
  Optional<List<Mark>> add(K key, Mark mark, Predicate<Collection<Mark>> enough) {
    long number = Math.floorDiv(mark.time().toEpochMilli(), length.toMillis());
    Optional<List<Mark>> found = addTo(new Piece<>(key, number - 1), mark, enough);
    Optional<List<Mark>> later = addTo(new Piece<>(key, number), mark, enough);
    return found.or(() -> later);
  }

  private Optional<List<Mark>> addTo(
      Piece<K> piece, Mark mark, Predicate<Collection<Mark>> enough) {
    Map<Object, Mark> marks = pieces.get(piece).orElseGet(HashMap::new);
    put(marks, mark);
    pieces.put(piece, marks, marks.size());
    if (!enough.test(marks.values())) {
      // Not even all of them together: the common case.
      return Optional.empty();
    }
    List<Mark> sorted = new ArrayList<>(marks.values());
    sorted.sort(Comparator.comparing(Mark::time));
    return ends(sorted, mark).stream().map(end -> until(sorted, end)).filter(enough).findFirst();
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

  private void put(Map<Object, Mark> marks, Mark mark) {
    marks.merge(mark.what(), mark, Mark::and);
    if (marks.size() > 2 * maxMarks) {
      dropOldest(marks);
    }
  }

  /** Half of them at one time, as to find them takes as long as there are many. */
  private void dropOldest(Map<Object, Mark> marks) {
    marks.values().stream()
        .sorted(Comparator.comparing(Mark::time))
        .limit(marks.size() - maxMarks)
        .toList()
        .forEach(oldest -> marks.remove(oldest.what()));
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
