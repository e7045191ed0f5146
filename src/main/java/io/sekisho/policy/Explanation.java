package io.sekisho.policy;

import java.util.List;
import java.util.Optional;

/**
 * A decision and how it came about.
 *
 * @param decision what the proxy would decide
 * @param considered every policy there is: those that apply first, then those that came closest to
 *     it, as more conditions hold before the first that does not; then by name
 */
public record Explanation(Decision decision, List<Considered> considered) {

  /** Copies the list. */
  public Explanation {
    considered = List.copyOf(considered);
  }

  /**
   * One policy in the light of a question.
   *
   * @param failed the first condition that does not hold; empty if the policy applies
   */
  public record Considered(Policy policy, Optional<Condition> failed) {}
}
