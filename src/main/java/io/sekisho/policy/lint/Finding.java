package io.sekisho.policy.lint;

import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/**
 * Something odd about one policy, from a point in time on, as long as no policy changes.
 *
 * @param policy its name
 * @param kind what it is
 * @param other the policy that makes it so, if another does
 * @param message the same in a sentence
 */
public record Finding(String policy, Kind kind, Optional<String> other, String message) {

  /** By policy, then by kind, then by the other one; no two are equal in it. */
  public static final Comparator<Finding> ORDER =
      Comparator.comparing(Finding::policy)
          .thenComparing(Finding::kind)
          .thenComparing(finding -> finding.other().orElse(""));

  /** The kinds, those that say most first. */
  public enum Kind {
    /** It never acts again, as its validity is over. */
    EXPIRED,
    /** It never acts, as its validity has none of the hours of its schedule. */
    NEVER_SCHEDULED,
    /** It allows nothing but addresses that are prohibited whatever the policies say. */
    PROHIBITED,
    /** It never acts, as another one always acts before it. */
    SHADOWED,
    /** Without it everything would be decided in the same way, if perhaps by another one. */
    REDUNDANT,
    /** Part of what it allows is always denied by another one. */
    CONTRADICTED;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The kind as the API has it. */
    public String label() {
      return label;
    }
  }
}
