package io.sekisho.identity;

import java.util.concurrent.CompletionStage;

/** Verifies passes without blocking. */
public interface PassVerifier {

  /**
   * Verifies a token.
   *
   * @return completes with {@link Verification.Verified}, {@link Verification.NotAccepted} or
   *     {@link Verification.Unavailable}, on any thread; never exceptionally
   */
  CompletionStage<Verification> verify(BearerToken token);
}
