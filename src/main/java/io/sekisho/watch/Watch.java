package io.sekisho.watch;

import io.sekisho.config.WatchConfig;
import io.sekisho.watch.Acquaintances.Visit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** All rules together, and what they share. Used by one thread. */
final class Watch {

  /** A rule and what it does not look at. */
  record Guarded(Rule rule, Exemptions exemptions) {}

  private record Way(String user, String host) {}

  private final List<Guarded> rules;
  private final Acquaintances acquaintances;

  /**
   * As configured.
   *
   * @throws IllegalArgumentException naming the key that is wrong
   */
  Watch(WatchConfig config, Acquaintances acquaintances, Baselines baselines) {
    this.rules = Rules.of(config, acquaintances, baselines);
    this.acquaintances = acquaintances;
  }

  /** What is found with these events, in their order. */
  List<Finding> observe(List<Event> events) {
    acquaintances.learn(visits(events));
    List<Finding> findings = new ArrayList<>();
    for (Event event : events) {
      for (Guarded guarded : rules) {
        if (!guarded.exemptions().cover(event.attempt())) {
          guarded.rule().observe(event).ifPresent(findings::add);
        }
      }
    }
    return findings;
  }

  /** Whom tunnels led where: each pair once. */
  private static List<Visit> visits(List<Event> events) {
    Map<Way, Visit> visits = new HashMap<>();
    for (Event event : events) {
      Attempted attempt = event.attempt();
      if (event instanceof Event.Opened
          && attempt.user().isPresent()
          && attempt.host().isPresent()) {
        Way way = new Way(attempt.user().get(), attempt.host().get());
        visits.merge(
            way, new Visit(way.user(), way.host(), attempt.began(), attempt.began()), Visit::and);
      }
    }
    return List.copyOf(visits.values());
  }

  /** Begins anew. */
  void forget() {
    rules.forEach(guarded -> guarded.rule().forget());
  }
}
