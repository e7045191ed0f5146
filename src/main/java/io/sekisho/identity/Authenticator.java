package io.sekisho.identity;

import io.sekisho.connect.PassFault;
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
   * @param certificate the thumbprint of the client's TLS certificate, if it showed one
   * @return completes on any thread, never exceptionally
   */
  public CompletionStage<Verification> authenticate(
      List<String> proxyAuthorization, Optional<String> certificate) {
    Credentials credentials = Credentials.read(proxyAuthorization);
    if (credentials instanceof Credentials.Pass pass) {
      return verifier
          .verify(pass.token())
          .thenApply(verification -> confirmHolder(verification, certificate))
          .thenApply(verification -> confirmUser(verification, pass.claimedUser()));
    }
    return CompletableFuture.completedFuture(
        credentials instanceof Credentials.Unusable unusable
            ? new Verification.NotAccepted(PassFault.NO_TOKEN, unusable.why())
            : new Verification.NoPass());
  }

  /** A token bound to a certificate is a pass only in the hand that has its key (RFC 8705 §3). */
  private static Verification confirmHolder(
      Verification verification, Optional<String> certificate) {
    boolean inOtherHands =
        verification instanceof Verification.Verified verified
            && verified.boundTo().isPresent()
            && !verified.boundTo().equals(certificate);
    return inOtherHands
        ? new Verification.NotAccepted(
            PassFault.BOUND, "the token is bound to a certificate that was not shown")
        : verification;
  }

  private static Verification confirmUser(Verification verification, Optional<String> claimedUser) {
    boolean contradicted =
        verification instanceof Verification.Verified verified
            && claimedUser.isPresent()
            && !claimedUser.get().equals(verified.caller().user());
    return contradicted
        ? new Verification.NotAccepted(
            PassFault.OTHER_USER, "the user name is not the user of the token")
        : verification;
  }
}
