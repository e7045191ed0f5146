package io.sekisho.identity.oidc;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.sekisho.config.SekishoConfig;
import io.sekisho.identity.BearerToken;
import io.sekisho.identity.PassVerifier;
import io.sekisho.identity.Verification;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Verifies a pass by the issuer that it names, and by no other: one of {@code
 * sekisho.identity.issuers}, or the default OIDC tenant ({@code quarkus.oidc.*}). A verified pass
 * is remembered by its hash until it expires, so that an issuer that is away does not disturb those
 * who already showed one; one that is no JWT for a moment only, as nobody but its issuer knows how
 * long it is good.
 */
@ApplicationScoped
public class OidcPassVerifier implements PassVerifier {

  /** How long after its revocation an opaque token may still be a pass. */
  private static final Duration OPAQUE = Duration.ofSeconds(30);

  private record Remembered(Verification.Verified pass, Instant until) {}

  private final DefaultTenant defaultTenant;
  private final Issuers issuers;
  private final Clock clock;
  private final Cache<BearerToken.Fingerprint, Remembered> verified;

  OidcPassVerifier(
      DefaultTenant defaultTenant, Issuers issuers, SekishoConfig config, Clock clock) {
    this.defaultTenant = defaultTenant;
    this.issuers = issuers;
    this.clock = clock;
    this.verified =
        Caffeine.newBuilder()
            .maximumSize(config.identity().cacheSize())
            .expireAfter(
                Expiry.<BearerToken.Fingerprint, Remembered>creating(
                    (fingerprint, pass) -> remaining(pass.until())))
            .build();
  }

  @Override
  public Optional<Verification.Verified> remembered(BearerToken token) {
    return remembered(token.fingerprint());
  }

  @Override
  public CompletionStage<Verification> verify(BearerToken token) {
    BearerToken.Fingerprint fingerprint = token.fingerprint();
    Optional<Verification.Verified> known = remembered(fingerprint);
    if (known.isPresent()) {
      return CompletableFuture.completedFuture(known.get());
    }
    Optional<TokenClaims> claims = TokenClaims.of(token.reveal());
    return claims
        .map(jwt -> verifyByIssuer(token, jwt))
        .orElseGet(() -> defaultTenant.introspect(token))
        .thenApply(
            verification ->
                verification instanceof Verification.Verified good
                    ? remember(fingerprint, good.by(fingerprint), claims.isPresent())
                    : verification);
  }

  private Verification remember(
      BearerToken.Fingerprint fingerprint, Verification.Verified good, boolean jwt) {
    verified.put(fingerprint, new Remembered(good, until(good, jwt)));
    return good;
  }

  private Optional<Verification.Verified> remembered(BearerToken.Fingerprint fingerprint) {
    return Optional.ofNullable(verified.getIfPresent(fingerprint))
        .filter(known -> known.until().isAfter(clock.instant()))
        .map(Remembered::pass);
  }

  private CompletionStage<Verification> verifyByIssuer(BearerToken token, TokenClaims claims) {
    // Not verified yet, the claim only chooses whose keys and rules the token has to stand.
    return claims
        .text("iss")
        .flatMap(issuers::named)
        .map(issuer -> issuer.verify(token, claims))
        .orElseGet(() -> defaultTenant.verify(token, claims));
  }

  private Instant until(Verification.Verified pass, boolean jwt) {
    Instant expires = pass.caller().passExpires();
    Instant soon = clock.instant().plus(OPAQUE);
    return jwt || expires.isBefore(soon) ? expires : soon;
  }

  private Duration remaining(Instant until) {
    Duration remaining = Duration.between(clock.instant(), until);
    return remaining.isNegative() ? Duration.ZERO : remaining;
  }
}
