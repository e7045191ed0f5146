package io.sekisho.identity;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** From Proxy-Authorization to a caller. */
@ApplicationScoped
public class Authenticator {

  private final PassVerifier verifier;

  Authenticator(PassVerifier verifier) {
    this.verifier = verifier;
  }

  /**
   * Authenticates a request.
   *
   * @param proxyAuthorization the values of its Proxy-Authorization lines
   * @return completes on any thread, never exceptionally
   */
  public CompletionStage<Verification> authenticate(List<String> proxyAuthorization) {
    Credentials credentials = Credentials.read(proxyAuthorization);
    if (credentials instanceof Credentials.Pass pass) {
      return verifier
          .verify(pass.token())
          .thenApply(verification -> confirmUser(verification, pass.claimedUser()));
    }
    return CompletableFuture.completedFuture(
        credentials instanceof Credentials.Unusable unusable
            ? new Verification.NotAccepted(unusable.why())
            : new Verification.NoPass());
  }

  private static Verification confirmUser(Verification verification, Optional<String> claimedUser) {
    boolean contradicted =
        verification instanceof Verification.Verified verified
            && claimedUser.isPresent()
            && !claimedUser.get().equals(verified.caller().user());
    return contradicted
        ? new Verification.NotAccepted("the user name is not the user of the token")
        : verification;
  }
}
