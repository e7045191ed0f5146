package io.sekisho.policy;

import io.sekisho.destination.PortRange;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whom the enforced policies about addresses allow anything at all, on which ports and when: tells
 * of a name whether it is worth resolving. Rules that differ in their blocks only are one here.
 */
final class AddressAllows {

  private final Map<Subject, Set<Opening>> openings = new HashMap<>();

  void add(Rule rule) {
    openings
        .computeIfAbsent(rule.subject(), subject -> new HashSet<>())
        .add(new Opening(rule.destination().ports(), rule.policy().timing()));
  }

  boolean mayAllow(List<Subject> subjects, Question question) {
    int port = question.authority().port();
    return subjects.stream()
        .flatMap(subject -> openings.getOrDefault(subject, Set.of()).stream())
        .anyMatch(
            opening ->
                Destination.covers(opening.ports(), port)
                    && opening.timing().isActive(question.time()));
  }

  private record Opening(List<PortRange> ports, Timing timing) {}
}
