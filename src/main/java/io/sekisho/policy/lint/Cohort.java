package io.sekisho.policy.lint;

import io.sekisho.destination.PortRange;
import io.sekisho.policy.Destination;
import io.sekisho.policy.Subject;
import io.sekisho.policy.Target;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The policies of one effect and mode, by whom and where they are about, so that those that can
 * matter to another policy are found without asking all.
 */
final class Cohort {

  /** Of one look-up: enough to find what is there, unless somebody piles it up. */
  private static final int MAX_CANDIDATES = 200;

  private final Instant now;
  private final Effort effort;
  private final boolean forParts;
  private final Map<Subject, TargetsAround<Entry>> around = new HashMap<>();
  private final Map<Subject, TargetsInside<Entry>> inside = new HashMap<>();
  private final TargetsAround<Entry> aroundForAll = new TargetsAround<>();
  private final TargetsInside<Entry> insideForAll = new TargetsInside<>();

  private record Entry(Reach reach, List<PortRange> ports) {}

  /**
   * @param forParts whether {@link #meeting} will be asked for
   */
  Cohort(Instant now, Effort effort, boolean forParts) {
    this.forParts = forParts;
    this.now = now;
    this.effort = effort;
  }

  void add(Reach reach) {
    if (!effort.spend(reach.rules())) {
      return;
    }
    for (Destination destination : reach.policy().destinations()) {
      Target target = destination.target();
      Entry entry = new Entry(reach, destination.ports());
      for (Subject subject : reach.policy().subjects()) {
        around.computeIfAbsent(subject, key -> new TargetsAround<>()).add(target, entry);
      }
      if (forParts) {
        addForParts(reach, target, entry);
      }
    }
  }

  private void addForParts(Reach reach, Target target, Entry entry) {
    String place = TargetsInside.key(target);
    aroundForAll.add(target, entry);
    insideForAll.add(place, entry);
    for (Subject subject : reach.policy().subjects()) {
      inside.computeIfAbsent(subject, key -> new TargetsInside<>()).add(place, entry);
    }
  }

  /** One that covers the policy wholly, other than itself. */
  Optional<Reach> covering(Reach reach, Predicate<Reach> wanted) {
    // What covers all of it covers each part, so one part leads to everything there is to ask.
    Subject subject = reach.policy().subjects().get(0);
    Target target = reach.policy().destinations().get(0).target();
    return Stream.of(subject, new Subject.Anyone())
        .distinct()
        .flatMap(about -> lists(around, about, target))
        .flatMap(Collection::stream)
        .map(Entry::reach)
        .distinct()
        .filter(other -> other != reach && wanted.test(other))
        .limit(MAX_CANDIDATES)
        .filter(other -> effort.spend(reach.size()) && other.covers(reach, now))
        .findFirst();
  }

  private static Stream<List<Entry>> lists(
      Map<Subject, TargetsAround<Entry>> by, Subject subject, Target target) {
    TargetsAround<Entry> targets = by.get(subject);
    return targets == null ? Stream.empty() : targets.around(target).stream();
  }

  /**
   * Those that apply to a part of what the policy is about, whenever it acts; with what they apply
   * to.
   *
   * @param most so many are enough
   */
  Map<Reach, Destination> meeting(Reach reach, int most) {
    Map<Reach, Destination> found = new LinkedHashMap<>();
    Set<Reach> asked = new HashSet<>();
    for (Destination destination : reach.policy().destinations()) {
      for (List<Entry> entries : near(reach, destination.target())) {
        for (Entry entry : entries) {
          if (found.size() == most || asked.size() == MAX_CANDIDATES || !effort.spend(1)) {
            return found;
          }
          if (!found.containsKey(entry.reach())) {
            asked.add(entry.reach());
            if (Reach.meet(destination.ports(), entry.ports())
                && Timings.covers(entry.reach().policy().timing(), reach.policy().timing(), now)) {
              found.put(entry.reach(), destination);
            }
          }
        }
      }
    }
    return found;
  }

  private List<List<Entry>> near(Reach reach, Target target) {
    List<List<Entry>> lists = new ArrayList<>();
    if (reach.isForAnyone()) {
      lists.addAll(aroundForAll.around(target));
      lists.addAll(insideForAll.inside(target));
      return lists;
    }
    Stream.concat(reach.policy().subjects().stream(), Stream.of(new Subject.Anyone()))
        .filter(subject -> effort.spend(1) && around.containsKey(subject))
        .forEach(
            subject -> {
              lists.addAll(around.get(subject).around(target));
              lists.addAll(inside.get(subject).inside(target));
            });
    return lists;
  }
}
