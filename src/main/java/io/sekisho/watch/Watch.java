package io.sekisho.watch;

import io.sekisho.config.WatchConfig;
import io.sekisho.watch.Acquaintances.Visit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All rules together, and what they share. Used by one thread. */
final class Watch {

  /** A rule and what it does not look at. */
  record Guarded(Rule rule, Exemptions exemptions) {}

  private record Way(String user, String host) {}

  private final List<Guarded> rules;
  private final Acquaintances acquaintances;
  private final Mishaps mishaps = new Mishaps();

  /**
   * As configured.
   *
   * @throws IllegalArgumentException naming the key that is wrong
   */
  Watch(WatchConfig config, Acquaintances acquaintances, Baselines baselines) {
    this.rules = Rules.of(config, acquaintances, baselines);
    this.acquaintances = acquaintances;
  }

  /**
   * What is found with these events, in their order. What one of them does to one rule holds up
   * neither the other rules nor what is behind it.
   *
   * @throws PastUnavailable if they must be shown again
   */
  List<Finding> observe(List<Event> events) {
    learn(visits(events));
    List<Finding> findings = new ArrayList<>();
    for (Event event : events) {
      for (Guarded guarded : rules) {
        if (!guarded.exemptions().cover(event.attempt())) {
          observe(guarded.rule(), event).ifPresent(findings::add);
        }
      }
    }
    return findings;
  }

  private Optional<Finding> observe(Rule rule, Event event) {
    try {
      return rule.observe(event);
    } catch (PastUnavailable e) {
      throw e;
    } catch (RuntimeException e) {
      mishaps.of(rule.name(), event.attempt().tunnel(), e);
      return Optional.empty();
    }
  }

  private void learn(List<Visit> visits) {
    try {
      acquaintances.learn(visits);
    } catch (PastUnavailable e) {
      throw e;
    } catch (RuntimeException e) {
      // It is one of them; the others are remembered one by one.
      if (visits.size() == 1) {
        mishaps.ofLearning(e);
      } else {
        visits.forEach(visit -> learn(List.of(visit)));
      }
    }
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
    mishaps.forget();
  }
}
