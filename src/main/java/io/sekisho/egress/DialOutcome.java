package io.sekisho.egress;

import io.sekisho.wire.Early;

/** What became of connecting to a target. */
public sealed interface DialOutcome {

  /**
   * Connected.
   *
   * @param target the connection, and what came over it already
   * @param hop the address that answered
   */
  record Connected(Early target, Route.Hop hop) implements DialOutcome {}

  /** The target's machine refused. */
  record Refused() implements DialOutcome {}

  /** The target's machine accepted and broke off at once. */
  record BrokenOff() implements DialOutcome {}

  /** No way there. */
  record Unroutable() implements DialOutcome {}

  /** No answer in time. */
  record TimedOut() implements DialOutcome {}
}
