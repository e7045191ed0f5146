package io.sekisho.identity.oidc;

import io.quarkus.oidc.AccessTokenCredential;
import io.quarkus.oidc.TenantIdentityProvider;
import io.quarkus.oidc.runtime.TenantConfigBean;
import io.quarkus.oidc.runtime.TenantConfigContext;
import io.sekisho.connect.PassFault;
import io.sekisho.identity.BearerToken;
import io.sekisho.identity.Verification;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/** The people's issuer: the default tenant of Quarkus OIDC ({@code quarkus.oidc.*}). */
@ApplicationScoped
public class DefaultTenant {

  private static final Logger LOG = Logger.getLogger(DefaultTenant.class);

  /** What {@code quarkus.oidc.token.issuer} says for no check at all. */
  private static final String ANY = "any";

  private final TenantIdentityProvider provider;
  private final TenantConfigBean tenants;
  private final Naming.Reader names;
  private final AtomicBoolean outage = new AtomicBoolean();

  DefaultTenant(TenantIdentityProvider provider, TenantConfigBean tenants, Issuers issuers) {
    this.provider = provider;
    this.tenants = tenants;
    this.names = issuers.defaultNames();
  }

  /**
   * Verifies a token that names no other issuer.
   *
   * @return never completes exceptionally
   */
  CompletionStage<Verification> verify(BearerToken token, TokenClaims claims) {
    if (isOfAnother(claims)) {
      // The provider would find that out too, but look for the token's key first, at the issuer.
      return CompletableFuture.completedFuture(
          new Verification.NotAccepted(PassFault.OTHER_ISSUER, "the token is from another issuer"));
    }
    try {
      return provider
          .authenticate(new AccessTokenCredential(token.reveal()))
          .subscribeAsCompletionStage()
          .handle(
              (identity, failure) ->
                  tellOutage(
                      failure == null
                          ? VerifiedClaims.toCaller(claims, names)
                          : VerificationFailures.classify(failure)));
    } catch (RuntimeException failure) {
      // The provider throws some failures instead of completing with them.
      return CompletableFuture.completedFuture(tellOutage(VerificationFailures.classify(failure)));
    }
  }

  private boolean isOfAnother(TokenClaims claims) {
    return issuer()
        .filter(issuer -> !issuer.equals(ANY))
        .map(issuer -> !issuer.equals(claims.text("iss").orElse("")))
        .orElse(false);
  }

  /** Empty as long as the issuer has not been discovered. */
  private Optional<String> issuer() {
    TenantConfigContext tenant = tenants.getDefaultTenant();
    if (tenant == null || !tenant.ready() || tenant.provider() == null) {
      return Optional.empty();
    }
    return tenant
        .oidcConfig()
        .token()
        .issuer()
        .or(
            () ->
                Optional.ofNullable(tenant.getOidcMetadata())
                    .map(metadata -> metadata.getIssuer()));
  }

  /** Once when it begins and once when it ends, not for every request in between. */
  private Verification tellOutage(Verification verification) {
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
    return verification;
  }
}
