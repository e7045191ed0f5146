package io.sekisho.api;

import io.quarkus.security.identity.SecurityIdentity;
import io.sekisho.config.SekishoConfig;
import io.sekisho.store.ChangeAuthor;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.util.Optional;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** Whose call it is, under the name that policies and the audit log know. */
@ApplicationScoped
class Authors {

  private final SecurityIdentity identity;
  private final String userClaim;

  Authors(SecurityIdentity identity, SekishoConfig config) {
    this.identity = identity;
    this.userClaim = config.identity().userClaim();
  }

  /** The caller; only for calls that need a role. */
  ChangeAuthor current() {
    if (identity.getPrincipal() instanceof JsonWebToken token) {
      String subject = storable(Optional.ofNullable(token.getSubject()).orElse(token.getName()));
      return new ChangeAuthor(
          user(token).map(Authors::storable).orElse(subject), subject, storable(token.getIssuer()));
    }
    String name = storable(identity.getPrincipal().getName());
    return new ChangeAuthor(name, name, "");
  }

  /** As passes are read: the whole path is tried as a name first, which may hold slashes. */
  private Optional<String> user(JsonWebToken token) {
    Object claim = token.getClaim(userClaim);
    if (claim == null) {
      String[] steps = userClaim.split("/");
      claim = token.getClaim(steps[0]);
      for (int i = 1; i < steps.length; i++) {
        claim = claim instanceof JsonObject object ? object.get(steps[i]) : null;
      }
    }
    String text = claim instanceof JsonString string ? string.getString() : null;
    if (claim instanceof String string) {
      text = string;
    }
    return Optional.ofNullable(text).filter(name -> !name.isBlank());
  }

  /** What every database holds: no control characters, no halves of surrogate pairs. */
  private static String storable(String text) {
    return Optional.ofNullable(text).orElse("").replaceAll("[\\p{Cc}\\p{Cs}]", "\uFFFD");
  }
}
