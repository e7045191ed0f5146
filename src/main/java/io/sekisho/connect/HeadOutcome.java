package io.sekisho.connect;

/** What became of a request's head. */
public sealed interface HeadOutcome {

  /** It asks for a tunnel and is well-formed. */
  record Accepted(ConnectRequest request) implements HeadOutcome {}

  /** It is to be refused as it stands. */
  record Rejected(Refusal refusal) implements HeadOutcome {}
}
