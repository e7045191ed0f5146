package io.sekisho.policy.learning;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Function;

/**
 * Covers a relation with few products of a set of lefts and a set of rights, each wholly inside it.
 * The fewest are hard to find (NP-hard), so the one that covers most of what is left comes next;
 * its candidates are all that is common to the lefts of one right, or to the rights of one left.
 */
final class Bicliques<L, R> {

  private final Map<L, Set<R>> rights = new LinkedHashMap<>();
  private final Map<R, Set<L>> lefts;
  private final Map<R, Set<L>> uncovered = new HashMap<>();

  /** A product. */
  record Biclique<L, R>(Set<L> lefts, Set<R> rights) {}

  private record Candidate<L, R>(Biclique<L, R> product, long gain, int number) {}

  private Bicliques(Map<R, Set<L>> relation) {
    this.lefts = relation;
    relation.forEach(
        (right, all) -> {
          uncovered.put(right, new HashSet<>(all));
          all.forEach(left -> rights.computeIfAbsent(left, l -> new LinkedHashSet<>()).add(right));
        });
  }

  /**
   * Covers what each right is related to; in an order that depends on that of the relation only.
   */
  static <L, R> List<Biclique<L, R>> cover(Map<R, Set<L>> relation) {
    // What is related to the same is one, so that many alike cost no more than one of them.
    Map<Set<L>, List<R>> rightClasses = classes(relation);
    Map<List<R>, Set<L>> byClass = new LinkedHashMap<>();
    rightClasses.forEach((all, same) -> byClass.put(same, all));
    Map<L, Set<List<R>>> turned = new LinkedHashMap<>();
    byClass.forEach(
        (same, all) ->
            all.forEach(
                left -> turned.computeIfAbsent(left, l -> new LinkedHashSet<>()).add(same)));
    Map<List<R>, Set<List<L>>> reduced = new LinkedHashMap<>();
    classes(turned)
        .forEach(
            (classes, same) ->
                classes.forEach(
                    right -> reduced.computeIfAbsent(right, r -> new LinkedHashSet<>()).add(same)));
    return new Bicliques<>(reduced)
        .fewest().stream()
            .map(found -> new Biclique<L, R>(flat(found.lefts()), flat(found.rights())))
            .toList();
  }

  /** One for each right, or for each left, is sometimes less than what looks best step by step. */
  private List<Biclique<L, R>> fewest() {
    List<Biclique<L, R>> greedy = cover();
    if (greedy.size() <= Math.min(lefts.size(), rights.size())) {
      return greedy;
    }
    List<Biclique<L, R>> simple = new ArrayList<>();
    if (lefts.size() <= rights.size()) {
      lefts.forEach((right, all) -> simple.add(new Biclique<>(all, Set.of(right))));
    } else {
      rights.forEach((left, all) -> simple.add(new Biclique<>(Set.of(left), all)));
    }
    return simple;
  }

  private static <A, B> Map<Set<B>, List<A>> classes(Map<A, Set<B>> relation) {
    Map<Set<B>, List<A>> classes = new LinkedHashMap<>();
    relation.forEach((one, all) -> classes.computeIfAbsent(all, key -> new ArrayList<>()).add(one));
    return classes;
  }

  private static <T> Set<T> flat(Set<List<T>> lists) {
    Set<T> all = new LinkedHashSet<>();
    lists.forEach(all::addAll);
    return all;
  }

  private List<Biclique<L, R>> cover() {
    PriorityQueue<Candidate<L, R>> queue =
        new PriorityQueue<>(
            Comparator.<Candidate<L, R>>comparingLong(Candidate::gain)
                .reversed()
                .thenComparingInt(Candidate::number));
    int number = 0;
    for (Biclique<L, R> product : candidates()) {
      queue.add(new Candidate<>(product, gain(product), number++));
    }
    List<Biclique<L, R>> chosen = new ArrayList<>();
    while (!uncovered.isEmpty()) {
      Candidate<L, R> best = queue.remove();
      // What a product gains only ever falls, so one that still gains the most is the best.
      long gain = gain(best.product());
      if (gain < best.gain()) {
        if (gain > 0) {
          queue.add(new Candidate<>(best.product(), gain, best.number()));
        }
      } else {
        chosen.add(take(best.product()));
      }
    }
    return chosen;
  }

  private Set<Biclique<L, R>> candidates() {
    Set<Biclique<L, R>> products = new LinkedHashSet<>();
    lefts.values().forEach(all -> products.add(new Biclique<>(all, common(all, rights::get))));
    rights.values().forEach(all -> products.add(new Biclique<>(common(all, lefts::get), all)));
    return products;
  }

  private static <A, B> Set<B> common(Set<A> all, Function<A, Set<B>> related) {
    Set<B> common = null;
    for (A one :
        all.stream().sorted(Comparator.comparingInt(a -> related.apply(a).size())).toList()) {
      if (common == null) {
        common = new LinkedHashSet<>(related.apply(one));
      } else {
        common.retainAll(related.apply(one));
      }
    }
    return common;
  }

  private long gain(Biclique<L, R> product) {
    return product.rights().stream()
        .filter(uncovered::containsKey)
        .mapToLong(right -> product.lefts().stream().filter(uncovered.get(right)::contains).count())
        .sum();
  }

  /** Without what is covered by others already: that would only make it longer. */
  private Biclique<L, R> take(Biclique<L, R> product) {
    Set<L> usefulLefts = new LinkedHashSet<>();
    Set<R> usefulRights = new LinkedHashSet<>();
    for (R right : product.rights()) {
      Set<L> open = uncovered.getOrDefault(right, new HashSet<>());
      for (L left : product.lefts()) {
        if (open.remove(left)) {
          usefulLefts.add(left);
          usefulRights.add(right);
        }
      }
      if (open.isEmpty()) {
        uncovered.remove(right);
      }
    }
    return new Biclique<>(usefulLefts, usefulRights);
  }
}
