package io.sekisho.policy.replay;

import io.sekisho.destination.Authority;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * What becomes of one user's attempts to reach one destination.
 *
 * @param before the policy that decided, if one did
 * @param after the policy that would, if one would
 * @param attempts how many
 * @param first when the first of them was
 * @param last when the last of them was
 */
public record Difference(
    String user,
    Authority authority,
    Change change,
    Optional<String> before,
    Optional<String> after,
    long attempts,
    Instant first,
    Instant last) {

  /** The kinds. */
  public enum Change {
    /** Denied then, and would be allowed. */
    GAINED,
    /** Allowed then, and would be denied. */
    LOST,
    /** Depends on an address that is not recorded. */
    UNDETERMINED;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The change as the API has it. */
    public String label() {
      return label;
    }
  }
}
