package io.sekisho.policy;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What must hold for a policy to apply, in the order in which it is told what does not. */
public enum Condition {
  SUBJECT {
    @Override
    boolean holds(Policy policy, Question question) {
      return policy.subjects().stream().anyMatch(subject -> subject.matches(question.caller()));
    }
  },
  DESTINATION {
    @Override
    boolean holds(Policy policy, Question question) {
      return policy.destinations().stream()
          .anyMatch(destination -> destination.target().covers(question, policy.effect()));
    }
  },
  /** Of a destination that holds, as each has ports of its own. */
  PORT {
    @Override
    boolean holds(Policy policy, Question question) {
      return policy.destinations().stream()
          .anyMatch(destination -> destination.covers(question, policy.effect()));
    }
  },
  ENABLED {
    @Override
    boolean holds(Policy policy, Question question) {
      return policy.enabled();
    }
  },
  VALIDITY {
    @Override
    boolean holds(Policy policy, Question question) {
      return policy.timing().isValid(question.time());
    }
  },
  SCHEDULE {
    @Override
    boolean holds(Policy policy, Question question) {
      return policy.timing().isScheduled(question.time());
    }
  };

  private final String label = name().toLowerCase(Locale.ROOT);

  abstract boolean holds(Policy policy, Question question);

  /** The condition as it stands in explanations. */
  public String label() {
    return label;
  }

  /** The first condition that does not hold; empty if the policy applies. */
  static Optional<Condition> failed(Policy policy, Question question) {
    return Arrays.stream(values())
        .filter(condition -> !condition.holds(policy, question))
        .findFirst();
  }
}
