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
 */
public record Caller(
    String user,
    String subject,
    String issuer,
    Set<String> groups,
    Instant passExpires,
    Optional<String> serviceAccount) {

  /** Copies the groups. */
  public Caller {
    groups = Set.copyOf(groups);
  }

  /** Somebody who is no service account. */
  public Caller(
      String user, String subject, String issuer, Set<String> groups, Instant passExpires) {
    this(user, subject, issuer, groups, passExpires, Optional.empty());
  }
}
