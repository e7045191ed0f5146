package io.sekisho.api;

import io.quarkus.oidc.TokenIntrospection;
import io.quarkus.oidc.runtime.OidcUtils;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.SecurityIdentityAugmentor;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.jwt.JsonWebToken;

/**
 * Refuses a token that is bound to a key (RFC 7800) at the API as well: taken as a plain bearer
 * token it would be a stolen one's best use. Unless Quarkus itself is told to check the binding.
 */
@ApplicationScoped
class BoundTokens implements SecurityIdentityAugmentor {

  private final boolean checkedBefore;

  BoundTokens(
      @ConfigProperty(name = "quarkus.oidc.token.binding-certificate", defaultValue = "false")
          boolean checkedBefore) {
    this.checkedBefore = checkedBefore;
  }

  @Override
  public Uni<SecurityIdentity> augment(
      SecurityIdentity identity, AuthenticationRequestContext context) {
    TokenIntrospection told = identity.getAttribute(OidcUtils.INTROSPECTION_ATTRIBUTE);
    boolean bound =
        identity.getPrincipal() instanceof JsonWebToken token && token.containsClaim("cnf")
            || told != null && told.contains("cnf");
    return bound && !checkedBefore
        ? Uni.createFrom().failure(new AuthenticationFailedException("the token is bound to a key"))
        : Uni.createFrom().item(identity);
  }
}
