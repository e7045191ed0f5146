package io.sekisho.watch;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is remembered, up to a weight; what was not touched for longest goes first. Not by how often
 * something was touched, as what is looked for is new: it would never get in. For one thread.
 */
final class Memory<K, V> {

  private record Held<V>(V value, int weight) {}

  private final long capacity;
  private final Map<K, Held<V>> held = new LinkedHashMap<>(16, 0.75f, true);
  private long weight;

  /**
   * @param capacity the weight of all together
   */
  Memory(long capacity) {
    this.capacity = capacity;
  }

  Optional<V> get(K key) {
    return Optional.ofNullable(held.get(key)).map(Held::value);
  }

  void put(K key, V value) {
    put(key, value, 1);
  }

  /** Remembers something that weighs so much now. */
  void put(K key, V value, int itsWeight) {
    Held<V> before = held.put(key, new Held<>(value, itsWeight));
    weight += itsWeight - (before == null ? 0 : before.weight());
    if (weight > capacity) {
      forgetOldest();
    }
  }

  private void forgetOldest() {
    Iterator<Held<V>> oldest = held.values().iterator();
    while (weight > capacity && oldest.hasNext()) {
      weight -= oldest.next().weight();
      oldest.remove();
    }
  }

  /** What all that is remembered weighs. */
  long weight() {
    return weight;
  }

  void forget() {
    held.clear();
    weight = 0;
  }
}
