package io.sekisho.identity.oidc;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.sekisho.config.SekishoConfig;
import io.sekisho.connect.PassFault;
import io.sekisho.identity.BearerToken;
import io.sekisho.identity.Caller;
import io.sekisho.identity.PassVerifier;
import io.sekisho.identity.Verification;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Verifies a pass by the issuer that it names, and by no other: one of {@code
 * sekisho.identity.issuers}, or the default OIDC tenant ({@code quarkus.oidc.*}). A verified pass
 * is remembered by its hash until it expires, so that an issuer that is away does not disturb those
 * who already showed one.
 */
@ApplicationScoped
public class OidcPassVerifier implements PassVerifier {

  private final DefaultTenant defaultTenant;
  private final Issuers issuers;
  private final Clock clock;
  private final Cache<BearerToken.Fingerprint, Verification.Verified> verified;

  OidcPassVerifier(
      DefaultTenant defaultTenant, Issuers issuers, SekishoConfig config, Clock clock) {
    this.defaultTenant = defaultTenant;
    this.issuers = issuers;
    this.clock = clock;
    this.verified =
        Caffeine.newBuilder()
            .maximumSize(config.identity().cacheSize())
            .expireAfter(
                Expiry.<BearerToken.Fingerprint, Verification.Verified>creating(
                    (fingerprint, pass) -> remaining(pass.caller())))
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
    return verifyByIssuer(token)
        .thenApply(
            verification -> {
              if (verification instanceof Verification.Verified good) {
                verified.put(fingerprint, good);
              }
              return verification;
            });
  }

  private Optional<Verification.Verified> remembered(BearerToken.Fingerprint fingerprint) {
    return Optional.ofNullable(verified.getIfPresent(fingerprint))
        .filter(pass -> pass.caller().passExpires().isAfter(clock.instant()));
  }

  private CompletionStage<Verification> verifyByIssuer(BearerToken token) {
    Optional<TokenClaims> claims = TokenClaims.of(token.reveal());
    if (claims.isEmpty()) {
      // Not for the provider: some of what is no token it would take for a failure of its own.
      return CompletableFuture.completedFuture(
          new Verification.NotAccepted(PassFault.NO_TOKEN, "the token is not a JWT"));
    }
    // Not verified yet, the claim only chooses whose keys and rules the token has to stand.
    return claims
        .get()
        .text("iss")
        .flatMap(issuers::named)
        .map(issuer -> issuer.verify(token, claims.get()))
        .orElseGet(() -> defaultTenant.verify(token, claims.get()));
  }

  private Duration remaining(Caller caller) {
    Duration remaining = Duration.between(clock.instant(), caller.passExpires());
    return remaining.isNegative() ? Duration.ZERO : remaining;
  }
}
