package io.sekisho.egress;

import io.netty.channel.Channel;

/** What became of connecting to a target. */
public sealed interface DialOutcome {

  /**
   * Connected. The channel does not read yet.
   *
   * @param hop the address that answered
   */
  record Connected(Channel channel, Route.Hop hop) implements DialOutcome {}

  /** The target's machine refused. */
  record Refused() implements DialOutcome {}

  /** No way there. */
  record Unroutable() implements DialOutcome {}

  /** No answer in time. */
  record TimedOut() implements DialOutcome {}
}
