package io.sekisho.policy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Rules by whom they are about, so that a caller meets only those that are about him. */
final class RulesBySubject {

  private final Map<Subject, List<Rule>> rules = new HashMap<>();

  void add(Rule rule) {
    rules.computeIfAbsent(rule.subject(), subject -> new ArrayList<>(1)).add(rule);
  }

  /** Collects the rules that apply, as far as they are about one of the subjects. */
  void collect(List<Subject> subjects, Question question, List<Rule> found) {
    for (Subject subject : subjects) {
      for (Rule rule : rules.getOrDefault(subject, List.of())) {
        if (rule.applies(question)) {
          found.add(rule);
        }
      }
    }
  }
}
