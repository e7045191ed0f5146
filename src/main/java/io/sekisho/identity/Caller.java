package io.sekisho.identity;

import java.time.Instant;
import java.util.Set;

/**
 * Somebody whose pass was verified.
 *
 * @param user the name policies and auditors know
 * @param subject the token's {@code sub}
 * @param issuer the token's {@code iss}
 * @param groups the groups policies know
 * @param passExpires when the pass ends
 */
public record Caller(
    String user, String subject, String issuer, Set<String> groups, Instant passExpires) {

  /** Copies the groups. */
  public Caller {
    groups = Set.copyOf(groups);
  }
}
