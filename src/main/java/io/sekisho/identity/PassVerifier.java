package io.sekisho.identity;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Verifies passes without blocking. */
public interface PassVerifier {

  /** What is remembered of a token that was verified before; costs next to nothing. */
  Optional<Verification.Verified> remembered(BearerToken token);

  /**
   * Verifies a token.
   *
   * @return completes with {@link Verification.Verified}, {@link Verification.NotAccepted} or
   *     {@link Verification.Unavailable}, on any thread; never exceptionally
   */
  CompletionStage<Verification> verify(BearerToken token);
}
