package io.sekisho.identity;

import io.sekisho.connect.PassFault;
import java.util.Optional;

/** What the verification of credentials came to. */
public sealed interface Verification {

  /**
   * The pass is good.
   *
   * @param boundTo the thumbprint of the certificate whose holder alone may use it (RFC 8705 §3.1)
   */
  record Verified(Caller caller, Optional<String> boundTo) implements Verification {

    /** The same by a pass that has this fingerprint. */
    public Verified by(BearerToken.Fingerprint pass) {
      return new Verified(caller.showing(pass), boundTo);
    }
  }

  /** No pass was shown. */
  record NoPass() implements Verification {}

  /**
   * The pass is not accepted.
   *
   * @param fault what its bearer is told
   * @param why for the record; holds nothing of the token
   */
  record NotAccepted(PassFault fault, String why) implements Verification {}

  /**
   * The pass was not looked at, as too many from its source were bad.
   *
   * @param why for the record
   */
  record TooManyFailures(String why) implements Verification {}

  /**
   * Nobody can tell now, as the issuer's keys cannot be had.
   *
   * @param why for the record
   */
  record Unavailable(String why) implements Verification {}
}
