package io.sekisho.identity.oidc;

import io.quarkus.oidc.AccessTokenCredential;
import io.quarkus.oidc.TenantIdentityProvider;
import io.quarkus.oidc.TokenIntrospection;
import io.quarkus.oidc.runtime.TenantConfigBean;
import io.quarkus.oidc.runtime.TenantConfigContext;
import io.quarkus.security.identity.SecurityIdentity;
import io.sekisho.connect.PassFault;
import io.sekisho.identity.BearerToken;
import io.sekisho.identity.Verification;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jboss.logging.Logger;

/** The people's issuer: the default tenant of Quarkus OIDC ({@code quarkus.oidc.*}). */
@ApplicationScoped
public class DefaultTenant {

  private static final Logger LOG = Logger.getLogger(DefaultTenant.class);

  /** The attribute of an identity that holds what the introspection answered. */
  private static final String INTROSPECTION = "introspection";

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
    return ask(token, identity -> named(claims));
  }

  /** Whether the last pass that was to be verified could be, or none was. */
  public boolean isAvailable() {
    return !outage.get();
  }

  /** Whom the claims of a token name that was verified. */
  Verification named(TokenClaims claims) {
    return VerifiedClaims.toCaller(claims, names);
  }

  /**
   * Asks the issuer about a token that is no JWT, if that is configured (RFC 7662).
   *
   * @return never completes exceptionally
   */
  CompletionStage<Verification> introspect(BearerToken token) {
    if (!asksAboutOpaqueTokens() || token.reveal().chars().filter(c -> c == '.').count() == 2) {
      // What looks like a JWT and is none the provider would take for a failure of its own.
      return CompletableFuture.completedFuture(
          new Verification.NotAccepted(PassFault.NO_TOKEN, "the token is not a JWT"));
    }
    return ask(token, this::introspected);
  }

  /** Whom a token names that was verified by asking about it. */
  Verification introspected(SecurityIdentity identity) {
    TokenIntrospection answer = identity.getAttribute(INTROSPECTION);
    Optional<TokenClaims> claims =
        Optional.ofNullable(answer)
            .flatMap(
                told ->
                    TokenClaims.ofIntrospection(
                        told.getIntrospectionString(), issuer().orElse("")));
    if (claims.isEmpty()) {
      return new Verification.NotAccepted(
          PassFault.UNACCEPTABLE, "the issuer tells nothing of the token");
    }
    if (isOfAnother(claims.get())) {
      return new Verification.NotAccepted(
          PassFault.OTHER_ISSUER, "the token is from another issuer");
    }
    // The provider checks the audience of JWTs only.
    boolean meant =
        audience().isEmpty() || !Collections.disjoint(audience(), claims.get().texts("aud"));
    return meant
        ? named(claims.get())
        : new Verification.NotAccepted(
            PassFault.OTHER_AUDIENCE, "the token is for another audience");
  }

  private CompletionStage<Verification> ask(
      BearerToken token, Function<SecurityIdentity, Verification> accept) {
    try {
      return provider
          .authenticate(new AccessTokenCredential(token.reveal()))
          .subscribeAsCompletionStage()
          .handle(
              (identity, failure) ->
                  tellOutage(
                      failure == null
                          ? accept.apply(identity)
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

  private boolean asksAboutOpaqueTokens() {
    TenantConfigContext tenant = tenants.getDefaultTenant();
    return tenant != null && tenant.oidcConfig().token().allowOpaqueTokenIntrospection();
  }

  private List<String> audience() {
    return tenants.getDefaultTenant().oidcConfig().token().audience().orElse(List.of());
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
