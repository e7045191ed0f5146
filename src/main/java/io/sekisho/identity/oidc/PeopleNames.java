package io.sekisho.identity.oidc;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Users and groups from configurable claims.
 *
 * @param userClaim the path of the claim with the user, {@code sub} if the token has none there
 * @param groupsClaim the path of the claim with the groups
 * @param prefix what all names of this issuer begin with
 * @param reserved what names of other issuers begin with, so that none here may
 */
record PeopleNames(String userClaim, String groupsClaim, String prefix, List<String> reserved)
    implements Naming.Reader {

  PeopleNames {
    reserved = List.copyOf(reserved);
  }

  @Override
  public Naming read(TokenClaims claims) {
    Optional<String> user =
        claims.text(userClaim).or(() -> claims.text("sub")).map(name -> prefix + name);
    if (user.isEmpty()) {
      return new Naming.Nameless("the token names no user");
    }
    if (isReserved(user.get())) {
      // Issuers vouch for their own users: a name of another one's is not theirs to give.
      return new Naming.Nameless("the token names a user of another issuer");
    }
    Set<String> groups =
        claims.texts(groupsClaim).stream()
            .map(name -> prefix + name)
            .filter(name -> !isReserved(name))
            .collect(Collectors.toUnmodifiableSet());
    return new Naming.Named(user.get(), groups, Optional.empty());
  }

  private boolean isReserved(String name) {
    return reserved.stream().anyMatch(name::startsWith);
  }
}
