package io.sekisho.egress;

import io.sekisho.connect.Refusal;
import io.sekisho.passage.DialAttempt;
import io.sekisho.wire.Early;
import java.util.List;
import java.util.Optional;

/** What became of reaching a target. */
public sealed interface Reached {

  /** Every try to connect, in the order in which they began. */
  List<DialAttempt> dialled();

  /**
   * There is a connection.
   *
   * @param target the connection, with reading switched off, and what came over it already
   * @param hop the target's address and the policy that allows it; empty if a parent proxy resolves
   *     the name
   */
  record Open(Early target, Optional<Route.Hop> hop, List<DialAttempt> dialled)
      implements Reached {}

  /** There is none. */
  record Failed(Refusal refusal, List<DialAttempt> dialled) implements Reached {}
}
