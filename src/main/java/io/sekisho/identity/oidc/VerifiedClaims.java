package io.sekisho.identity.oidc;

import io.sekisho.connect.PassFault;
import io.sekisho.identity.Caller;
import io.sekisho.identity.Verification;
import java.time.Instant;
import java.util.Optional;

/** From claims whose signature was checked to a caller. */
final class VerifiedClaims {

  private VerifiedClaims() {}

  static Verification toCaller(TokenClaims claims, Naming.Reader names) {
    // A sender-constrained token is only good together with a proof (RFC 8705 §3, RFC 9449 §6):
    // taken as a plain bearer token it would be a stolen one's best use. A certificate is the one
    // proof that can be checked here.
    Optional<String> boundTo = claims.certificateThumbprint();
    if (claims.has("cnf") && boundTo.isEmpty()) {
      return new Verification.NotAccepted(
          PassFault.BOUND, "the token is bound to a key that cannot be checked here");
    }
    Optional<Instant> expiry = claims.expiry();
    if (expiry.isEmpty()) {
      return new Verification.NotAccepted(PassFault.UNACCEPTABLE, "the token names no expiry");
    }
    Naming naming = names.read(claims);
    if (naming instanceof Naming.Named named) {
      return new Verification.Verified(
          new Caller(
              named.user(),
              claims.text("sub").orElse(named.user()),
              claims.text("iss").orElse(""),
              named.groups(),
              expiry.get(),
              named.serviceAccount()),
          boundTo);
    }
    return new Verification.NotAccepted(PassFault.UNACCEPTABLE, ((Naming.Nameless) naming).why());
  }
}
