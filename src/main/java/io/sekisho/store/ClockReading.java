package io.sekisho.store;

import java.time.Duration;
import java.time.Instant;

/**
 * What the database's clock said between two looks at our own.
 *
 * @param asked ours, before
 * @param database the database's
 * @param answered ours, after
 */
record ClockReading(Instant asked, Instant database, Instant answered) {

  /**
   * A time of the database's clock by our own. Clocks that agree as far as the round trip can tell
   * are taken to agree; otherwise it is the latest that it can have been.
   */
  Instant local(Instant time) {
    boolean agree = !database.isBefore(asked) && !database.isAfter(answered);
    return agree ? time : time.plus(Duration.between(database, answered));
  }
}
