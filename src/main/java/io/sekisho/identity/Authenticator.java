package io.sekisho.identity;

import io.sekisho.connect.PassFault;
import io.sekisho.telemetry.Meters;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** From Proxy-Authorization to a caller. */
@ApplicationScoped
public class Authenticator {

  private final PassVerifier verifier;
  private final FailureThrottle throttle;
  private final Meters meters;

  Authenticator(PassVerifier verifier, FailureThrottle throttle, Meters meters) {
    this.verifier = verifier;
    this.throttle = throttle;
    this.meters = meters;
  }

  /**
   * Authenticates a request.
   *
   * @param proxyAuthorization the values of its Proxy-Authorization lines
   * @param certificate the thumbprint of the client's TLS certificate, if it showed one
   * @param source where it comes from
   * @return completes on any thread, never exceptionally
   */
  public CompletionStage<Verification> authenticate(
      List<String> proxyAuthorization, Optional<String> certificate, InetAddress source) {
    Credentials credentials = Credentials.read(proxyAuthorization);
    if (credentials instanceof Credentials.None) {
      return CompletableFuture.completedFuture(new Verification.NoPass());
    }
    return (throttle.isExhausted(source)
            ? CompletableFuture.completedFuture(withoutLooking(credentials))
            : look(credentials))
        .thenApply(verification -> confirm(verification, credentials, certificate))
        .thenApply(verification -> count(verification, source));
  }

  private CompletionStage<Verification> look(Credentials credentials) {
    return credentials instanceof Credentials.Pass pass
        ? verifier.verify(pass.token())
        : CompletableFuture.completedFuture(
            new Verification.NotAccepted(
                PassFault.NO_TOKEN, ((Credentials.Unusable) credentials).why()));
  }

  /**
   * Many clients may share an address: one that showed a good pass before is not made to suffer for
   * its neighbour. Whoever guesses gains nothing by it, as a guess is not among these passes.
   */
  private Verification withoutLooking(Credentials credentials) {
    return (credentials instanceof Credentials.Pass pass
            ? verifier.remembered(pass.token())
            : Optional.<Verification.Verified>empty())
        .<Verification>map(known -> known)
        .orElseGet(
            () ->
                new Verification.TooManyFailures(
                    "too many passes from this address were not accepted"));
  }

  private static Verification confirm(
      Verification verification, Credentials credentials, Optional<String> certificate) {
    return credentials instanceof Credentials.Pass pass
        ? confirmUser(confirmHolder(verification, certificate), pass.claimedUser())
        : verification;
  }

  private Verification count(Verification verification, InetAddress source) {
    if (verification instanceof Verification.NotAccepted not) {
      throttle.failed(source);
      meters.authenticationFailed(not.fault().label());
    }
    return verification;
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
