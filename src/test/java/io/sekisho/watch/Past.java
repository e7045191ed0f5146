package io.sekisho.watch;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** What rules ask of the past, in memory. */
final class Past implements Acquaintances, Baselines {

  private final Map<String, Map<String, Visit>> visits = new HashMap<>();
  private final Map<String, Baseline> baselines = new HashMap<>();
  private final Set<UUID> over = new HashSet<>();

  /** Somebody who has gone to these hosts before. */
  Past knows(String user, Instant since, String... hosts) {
    for (String host : hosts) {
      learn(List.of(new Visit(user, host, since, since)));
    }
    return this;
  }

  Past sends(String user, int days, double mean) {
    baselines.put(user, new Baseline(0, days, mean, Set.of()));
    return this;
  }

  /** Takes a tunnel that is over into the sums. */
  void count(Event event) {
    if (event instanceof Event.Closed closed && over.add(closed.attempt().tunnel())) {
      baselines.merge(
          closed.attempt().user().orElseThrow(),
          new Baseline(closed.bytesUp(), 0, 0, Set.of()),
          (known, more) ->
              new Baseline(known.today() + more.today(), known.days(), known.mean(), Set.of()));
    }
  }

  @Override
  public void learn(Collection<Visit> told) {
    told.forEach(
        visit ->
            visits
                .computeIfAbsent(visit.user(), user -> new HashMap<>())
                .merge(visit.host(), visit, Visit::and));
  }

  @Override
  public Optional<Acquaintance> of(String user, String host) {
    Map<String, Visit> own = visits.getOrDefault(user, Map.of());
    return Optional.ofNullable(own.get(host))
        .map(
            visit ->
                new Acquaintance(
                    own.values().stream().map(Visit::first).min(Instant::compareTo).orElseThrow(),
                    visit.first(),
                    (int)
                        visits.values().stream().filter(hosts -> hosts.containsKey(host)).count()));
  }

  @Override
  public Baseline of(String user, LocalDate day, Set<UUID> open) {
    Baseline known = baselines.getOrDefault(user, new Baseline(0, 0, 0, Set.of()));
    return new Baseline(known.today(), known.days(), known.mean(), over);
  }
}
