package io.sekisho.identity.oidc;

import io.quarkus.oidc.OIDCException;
import io.quarkus.security.AuthenticationFailedException;
import io.sekisho.connect.PassFault;
import io.sekisho.identity.Verification;
import java.io.IOException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.lang.UnresolvableKeyException;

/**
 * Tells a bad pass from an issuer that cannot be reached. Messages of the libraries are not passed
 * on: they quote the token's content.
 */
final class VerificationFailures {

  private static final Logger LOG = Logger.getLogger(VerificationFailures.class);

  private VerificationFailures() {}

  static Verification classify(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof InvalidJwtException invalid) {
        return describe(invalid);
      }
      if (cause instanceof UnresolvableKeyException) {
        return new Verification.NotAccepted(
            PassFault.SIGNATURE, "the issuer has no key with this token's key id");
      }
      if (isOutage(cause)) {
        return new Verification.Unavailable("the issuer's keys cannot be had");
      }
    }
    if (isRejection(failure)) {
      return new Verification.NotAccepted(PassFault.UNACCEPTABLE, "the token is not acceptable");
    }
    LOG.errorf("unexpected failure of token verification: %s", failure.getClass().getName());
    return new Verification.Unavailable("the token could not be verified");
  }

  private static boolean isOutage(Throwable cause) {
    return cause instanceof OIDCException
        || cause instanceof IOException
        || cause instanceof TimeoutException;
  }

  private static boolean isRejection(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof AuthenticationFailedException;
  }

  /** What is wrong with a token, of which the signature is only one thing. */
  static Verification describe(InvalidJwtException invalid) {
    if (invalid.hasErrorCode(ErrorCodes.EXPIRED)) {
      return new Verification.NotAccepted(PassFault.EXPIRED, "the token has expired");
    }
    if (invalid.hasErrorCode(ErrorCodes.NOT_YET_VALID)) {
      return new Verification.NotAccepted(PassFault.NOT_YET_VALID, "the token is not valid yet");
    }
    if (invalid.hasErrorCode(ErrorCodes.ISSUER_INVALID)
        || invalid.hasErrorCode(ErrorCodes.ISSUER_MISSING)) {
      return new Verification.NotAccepted(
          PassFault.OTHER_ISSUER, "the token is from another issuer");
    }
    if (invalid.hasErrorCode(ErrorCodes.AUDIENCE_INVALID)
        || invalid.hasErrorCode(ErrorCodes.AUDIENCE_MISSING)) {
      return new Verification.NotAccepted(
          PassFault.OTHER_AUDIENCE, "the token is for another audience");
    }
    if (invalid.hasErrorCode(ErrorCodes.SIGNATURE_INVALID)) {
      return new Verification.NotAccepted(PassFault.SIGNATURE, "the token's signature is wrong");
    }
    return new Verification.NotAccepted(PassFault.UNACCEPTABLE, "the token is not valid");
  }
}
