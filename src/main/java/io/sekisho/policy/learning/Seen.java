package io.sekisho.policy.learning;

import io.sekisho.destination.Authority;
import io.sekisho.policy.Subject;
import java.time.Instant;
import java.util.Set;

/**
 * Attempts of one caller with the same groups to reach one destination.
 *
 * @param who a user or a service account
 * @param groups the groups
 * @param groupsKnown whether these are all; if not, the caller may be in any other
 * @param to where to
 * @param attempts how many
 * @param first when the first of them was
 * @param last when the last of them was
 */
public record Seen(
    Subject who,
    Set<String> groups,
    boolean groupsKnown,
    Authority to,
    long attempts,
    Instant first,
    Instant last) {

  /** Copies the groups. */
  public Seen {
    groups = Set.copyOf(groups);
  }
}
