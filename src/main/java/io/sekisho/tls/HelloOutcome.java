package io.sekisho.tls;

/** What the first bytes of a client turned out to be. */
public sealed interface HelloOutcome {

  /** Perhaps the beginning of a ClientHello. */
  record Incomplete() implements HelloOutcome {}

  /** A ClientHello. */
  record Complete(ClientHello hello) implements HelloOutcome {}

  /**
   * No ClientHello that a server could accept.
   *
   * @param why in words
   */
  record Malformed(String why) implements HelloOutcome {}
}
