package io.sekisho.policy;

import java.util.Comparator;

/**
 * One policy as far as it is about one subject and one destination. What applies is said here
 * alone: an index only saves asking rules that cannot.
 */
record Rule(Policy policy, Subject subject, Destination destination) {

  /** The order among rules that apply; the first one decides (its name breaks a tie). */
  static final Comparator<Rule> MOST_SPECIFIC =
      Comparator.<Rule>comparingInt(rule -> rule.subject().specificity())
          .thenComparingInt(rule -> rule.destination().target().specificity())
          .reversed()
          .thenComparing(rule -> rule.policy().name());

  boolean applies(Question question) {
    return subject.matches(question.caller())
        && destination.covers(question, policy.effect())
        && policy.isActive(question.time());
  }

  boolean has(Effect effect, Mode mode) {
    return policy.effect() == effect && policy.mode() == mode;
  }
}
