package io.sekisho.egress;

import io.sekisho.passage.DialAttempt;
import io.sekisho.wire.Early;
import java.net.InetAddress;
import java.util.List;

/** What became of connecting to one of several addresses. */
sealed interface DialOutcome {

  /** Every try, in the order in which they began. */
  List<DialAttempt> dialled();

  /**
   * Connected.
   *
   * @param connection with reading switched off, and what came over it already
   * @param address the one that answered
   */
  record Connected(Early connection, InetAddress address, List<DialAttempt> dialled)
      implements DialOutcome {}

  /**
   * No address answered.
   *
   * @param why the most telling of the failures
   */
  record Failed(DialAttempt.Outcome why, List<DialAttempt> dialled) implements DialOutcome {}
}
