package io.sekisho.identity;

import io.sekisho.connect.PassFault;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Authenticators for tests outside the container. */
public final class Authenticators {

  private Authenticators() {}

  /** Takes one token, and decides at once. */
  public static Authenticator accepting(String token, Caller caller) {
    return new Authenticator(
        shown ->
            CompletableFuture.completedFuture(
                shown.reveal().equals(token)
                    ? new Verification.Verified(caller, Optional.empty())
                    : new Verification.NotAccepted(PassFault.NO_TOKEN, "another token")));
  }
}
