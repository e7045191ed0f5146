package io.sekisho.identity.oidc;

import java.util.Optional;
import java.util.Set;

/** Whom the claims of a verified token name. */
sealed interface Naming {

  /**
   * A user.
   *
   * @param serviceAccount {@code namespace:name}, if it is one
   */
  record Named(String user, Set<String> groups, Optional<String> serviceAccount)
      implements Naming {}

  /** Nobody whom policies could know. */
  record Nameless(String why) implements Naming {}

  /** Reads the names that an issuer gives. */
  @FunctionalInterface
  interface Reader {

    /** Names the bearer; pure. */
    Naming read(TokenClaims claims);
  }
}
