package io.sekisho.identity.oidc;

import io.sekisho.connect.PassFault;
import io.sekisho.identity.Verification;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.jose4j.lang.UnresolvableKeyException;

/**
 * What makes a token one of an issuer's, given its keys. Pure.
 *
 * @param issuer the {@code iss}, to the letter
 * @param audience of which {@code aud} must have one; empty: any
 * @param algorithms the JWS algorithms that are taken, asymmetric ones
 * @param grace for {@code exp} and {@code nbf}
 * @param names whom its tokens name
 */
record TokenRules(
    String issuer,
    Set<String> audience,
    Set<String> algorithms,
    Duration grace,
    Naming.Reader names) {

  /**
   * The types that a token for access may have (RFC 9068 §2.1, RFC 7519 §5.1): what was made for
   * another use, such as a logout token or a proof, says so (RFC 8725 §3.11).
   */
  private static final Set<String> TYPES = Set.of("jwt", "at+jwt");

  TokenRules {
    audience = Set.copyOf(audience);
    algorithms = Set.copyOf(algorithms);
  }

  /** What a look at the token tells without any key: a refusal, or nothing yet. */
  Optional<Verification> refusalBySight(TokenClaims claims) {
    String type = claims.header("typ").orElse("JWT").toLowerCase(Locale.ROOT);
    if (!TYPES.contains(type.startsWith("application/") ? type.substring(12) : type)) {
      return Optional.of(unacceptable("the token is of another type (typ)"));
    }
    if (!claims.header("alg").map(algorithms::contains).orElse(false)) {
      return Optional.of(unacceptable("the token is signed by an algorithm that is not taken"));
    }
    return Optional.empty();
  }

  /**
   * Checks everything.
   *
   * @param claims the same token's
   * @return empty if none of the keys can be the one that it was signed with
   */
  Optional<Verification> check(
      String token, TokenClaims claims, List<JsonWebKey> keys, Instant now) {
    try {
      consumer(keys, now).process(token);
      return Optional.of(VerifiedClaims.toCaller(claims, names));
    } catch (InvalidJwtException invalid) {
      return isWithoutKey(invalid)
          ? Optional.empty()
          : Optional.of(VerificationFailures.describe(invalid));
    }
  }

  private JwtConsumer consumer(List<JsonWebKey> keys, Instant now) {
    JwksVerificationKeyResolver resolver = new JwksVerificationKeyResolver(keys);
    // A token without a key id may be of any of the keys.
    resolver.setDisambiguateWithVerifySignature(true);
    JwtConsumerBuilder builder =
        new JwtConsumerBuilder()
            .setVerificationKeyResolver(resolver)
            .setJwsAlgorithmConstraints(
                new AlgorithmConstraints(ConstraintType.PERMIT, algorithms.toArray(String[]::new)))
            .setExpectedIssuer(true, issuer)
            .setRequireExpirationTime()
            .setAllowedClockSkewInSeconds(Math.toIntExact(grace.toSeconds()))
            .setEvaluationTime(NumericDate.fromMilliseconds(now.toEpochMilli()));
    return audience.isEmpty()
        ? builder.setSkipDefaultAudienceValidation().build()
        : builder.setExpectedAudience(true, audience.toArray(String[]::new)).build();
  }

  private static boolean isWithoutKey(InvalidJwtException invalid) {
    for (Throwable cause = invalid; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnresolvableKeyException) {
        return true;
      }
    }
    return false;
  }

  private static Verification unacceptable(String why) {
    return new Verification.NotAccepted(PassFault.UNACCEPTABLE, why);
  }
}
