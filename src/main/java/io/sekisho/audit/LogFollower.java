package io.sekisho.audit;

import java.util.List;

/**
 * Is led through the log by one replica at a time: through all records, each chain's in their
 * order, as soon as they are committed. At least once each.
 *
 * @param <E> what it is shown of each
 */
public interface LogFollower<E> {

  /** Under this its position is kept; of printable characters, at most 100. */
  String name();

  /** Where it begins if it has no position yet: with the oldest record, or with what comes next. */
  boolean fromBeginning();

  /** This replica leads from now on: what was remembered of an earlier time is out of date. */
  void begin();

  /**
   * Takes the next entries. Once it returns they are shown no more, except after a crash; if it
   * throws, they are shown again. Blocks; what takes longer than five minutes may be shown to it at
   * another replica, too.
   */
  void accept(List<E> entries) throws Exception;
}
