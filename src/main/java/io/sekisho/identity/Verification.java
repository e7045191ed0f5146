package io.sekisho.identity;

/** What the verification of credentials came to. */
public sealed interface Verification {

  /** The pass is good. */
  record Verified(Caller caller) implements Verification {}

  /** No pass was shown. */
  record NoPass() implements Verification {}

  /**
   * The pass is not accepted.
   *
   * @param why for the record; holds nothing of the token
   */
  record NotAccepted(String why) implements Verification {}

  /**
   * Nobody can tell now, as the issuer's keys cannot be had.
   *
   * @param why for the record
   */
  record Unavailable(String why) implements Verification {}
}
