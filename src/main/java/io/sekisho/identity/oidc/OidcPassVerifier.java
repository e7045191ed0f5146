package io.sekisho.identity.oidc;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.quarkus.oidc.AccessTokenCredential;
import io.quarkus.oidc.TenantIdentityProvider;
import io.sekisho.config.SekishoConfig;
import io.sekisho.connect.PassFault;
import io.sekisho.identity.BearerToken;
import io.sekisho.identity.Caller;
import io.sekisho.identity.PassVerifier;
import io.sekisho.identity.Verification;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Verifies passes with the keys, audience and issuer of the default OIDC tenant ({@code
 * quarkus.oidc.*}). A verified pass is remembered by its hash until it expires, so that an issuer
 * that is away does not disturb those who already showed one.
 */
@ApplicationScoped
public class OidcPassVerifier implements PassVerifier {

  private static final Logger LOG = Logger.getLogger(OidcPassVerifier.class);

  private final TenantIdentityProvider provider;
  private final SekishoConfig.Identity config;
  private final Clock clock;
  private final Cache<BearerToken.Fingerprint, Verification.Verified> verified;
  private final AtomicBoolean outage = new AtomicBoolean();

  OidcPassVerifier(TenantIdentityProvider provider, SekishoConfig config, Clock clock) {
    this.provider = provider;
    this.config = config.identity();
    this.clock = clock;
    this.verified =
        Caffeine.newBuilder()
            .maximumSize(this.config.cacheSize())
            .expireAfter(
                Expiry.<BearerToken.Fingerprint, Verification.Verified>creating(
                    (fingerprint, pass) -> remaining(pass.caller())))
            .build();
  }

  @Override
  public CompletionStage<Verification> verify(BearerToken token) {
    BearerToken.Fingerprint fingerprint = token.fingerprint();
    Verification.Verified known = verified.getIfPresent(fingerprint);
    if (known != null && known.caller().passExpires().isAfter(clock.instant())) {
      return CompletableFuture.completedFuture(known);
    }
    return verifyBySignature(token)
        .thenApply(
            verification -> {
              if (verification instanceof Verification.Verified good) {
                verified.put(fingerprint, good);
              }
              tellOutage(verification);
              return verification;
            });
  }

  private CompletionStage<Verification> verifyBySignature(BearerToken token) {
    if (TokenClaims.of(token.reveal()).isEmpty()) {
      // Not for the provider: some of what is no token it would take for a failure of its own.
      return CompletableFuture.completedFuture(
          new Verification.NotAccepted(PassFault.NO_TOKEN, "the token is not a JWT"));
    }
    try {
      return provider
          .authenticate(new AccessTokenCredential(token.reveal()))
          .subscribeAsCompletionStage()
          .handle(
              (identity, failure) ->
                  failure == null ? accept(token) : VerificationFailures.classify(failure));
    } catch (RuntimeException failure) {
      // The provider throws some failures instead of completing with them.
      return CompletableFuture.completedFuture(VerificationFailures.classify(failure));
    }
  }

  private Verification accept(BearerToken token) {
    TokenClaims claims = TokenClaims.of(token.reveal()).orElseThrow();
    // A sender-constrained token is only good together with a proof (RFC 8705 §3, RFC 9449 §6):
    // taken as a plain bearer token it would be a stolen one's best use. A certificate is the one
    // proof that can be checked here.
    Optional<String> boundTo = claims.certificateThumbprint();
    if (claims.has("cnf") && boundTo.isEmpty()) {
      return new Verification.NotAccepted(
          PassFault.BOUND, "the token is bound to a key that cannot be checked here");
    }
    Optional<String> user = claims.text(config.userClaim()).or(() -> claims.text("sub"));
    Optional<Instant> expiry = claims.expiry();
    if (user.isEmpty() || expiry.isEmpty()) {
      return new Verification.NotAccepted(
          PassFault.UNACCEPTABLE, "the token names no user or no expiry");
    }
    return new Verification.Verified(
        new Caller(
            user.get(),
            claims.text("sub").orElse(user.get()),
            claims.text("iss").orElse(""),
            claims.texts(config.groupsClaim()),
            expiry.get()),
        boundTo);
  }

  /** Once when it begins and once when it ends, not for every request in between. */
  private void tellOutage(Verification verification) {
    if (verification instanceof Verification.Unavailable unavailable) {
      if (outage.compareAndSet(false, true)) {
        LOG.warnf(
            "passes cannot be verified, refusing those not seen before: %s"
                + " (quarkus.oidc.auth-server-url)",
            unavailable.why());
      }
    } else if (outage.compareAndSet(true, false)) {
      LOG.info("passes can be verified again");
    }
  }

  private Duration remaining(Caller caller) {
    Duration remaining = Duration.between(clock.instant(), caller.passExpires());
    return remaining.isNegative() ? Duration.ZERO : remaining;
  }
}
