package io.sekisho.identity;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Somebody whose pass was verified.
 *
 * @param user the name policies and auditors know
 * @param subject the token's {@code sub}
 * @param issuer the token's {@code iss}
 * @param groups the groups policies know
 * @param passExpires when the pass ends
 * @param serviceAccount {@code namespace:name} of a cluster's service account, if it is one
 * @param pass what is recorded of the pass that was shown, if one was: see {@link
 *     BearerToken.Fingerprint#recorded}
 */
public record Caller(
    String user,
    String subject,
    String issuer,
    Set<String> groups,
    Instant passExpires,
    Optional<String> serviceAccount,
    Optional<String> pass) {

  /** Copies the groups. */
  public Caller {
    groups = Set.copyOf(groups);
  }

  /** Somebody who is no service account. */
  public Caller(
      String user, String subject, String issuer, Set<String> groups, Instant passExpires) {
    this(user, subject, issuer, groups, passExpires, Optional.empty());
  }

  /** Somebody of whose pass nothing is known but its end. */
  public Caller(
      String user,
      String subject,
      String issuer,
      Set<String> groups,
      Instant passExpires,
      Optional<String> serviceAccount) {
    this(user, subject, issuer, groups, passExpires, serviceAccount, Optional.empty());
  }

  /** The same, who showed this pass. */
  public Caller showing(BearerToken.Fingerprint shown) {
    return new Caller(
        user, subject, issuer, groups, passExpires, serviceAccount, Optional.of(shown.recorded()));
  }
}
