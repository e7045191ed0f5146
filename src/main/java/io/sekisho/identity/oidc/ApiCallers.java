package io.sekisho.identity.oidc;

import io.quarkus.oidc.AccessTokenCredential;
import io.quarkus.security.identity.SecurityIdentity;
import io.sekisho.identity.Verification;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/**
 * Who calls the API: its tokens are the default issuer's, verified by Quarkus before they get here,
 * and read as the proxy reads a pass, so that one token names one caller everywhere.
 */
@ApplicationScoped
public class ApiCallers {

  private final DefaultTenant tenant;

  ApiCallers(DefaultTenant tenant) {
    this.tenant = tenant;
  }

  /**
   * Reads whom the verified token of a call names.
   *
   * @return {@link Verification.Verified} or {@link Verification.NotAccepted}, as for a pass
   */
  public Verification read(SecurityIdentity identity) {
    return Optional.ofNullable(identity.getCredential(AccessTokenCredential.class))
        .flatMap(credential -> TokenClaims.of(credential.getToken()))
        .map(tenant::named)
        .orElseGet(() -> tenant.introspected(identity));
  }
}
