package io.sekisho.watch;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;

/** Who has gone where before. Every method may block. */
public interface Acquaintances {

  /**
   * A user at a host.
   *
   * @param first when for the first time
   * @param last when for the last time
   */
  record Visit(String user, String host, Instant first, Instant last) {

    /** Both together, of the same user and host. */
    Visit and(Visit other) {
      return new Visit(
          user,
          host,
          first.isBefore(other.first) ? first : other.first,
          last.isAfter(other.last) ? last : other.last);
    }
  }

  /**
   * A user and a host.
   *
   * @param userSince when that user was first seen anywhere
   * @param since when there
   * @param users how many users have gone there; at most a hundred are counted
   */
  record Acquaintance(Instant userSince, Instant since, int users) {

    /** Whether the host is new to a user of whom enough is known to say so. */
    boolean isNewAt(Instant time, Duration learning, Duration newFor) {
      return !userSince.plus(learning).isAfter(time) && since.plus(newFor).isAfter(time);
    }
  }

  /** Remembers visits; those it knows already change nothing. */
  void learn(Collection<Visit> visits);

  /** What is known of a user and a host; empty if nothing is. */
  Optional<Acquaintance> of(String user, String host);
}
