package io.sekisho.proof;

import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** A set of sequence numbers, as ranges. */
public final class Sequences {

  private static final Pattern RANGE = Pattern.compile("[0-9]{1,18}-[0-9]{1,18}");

  /** Lowest to highest, none touching another. */
  private final TreeMap<Long, Long> ranges = new TreeMap<>();

  /** Adds {@code first} to {@code last}, both included. */
  public void add(long first, long last) {
    long from = first;
    long to = last;
    Map.Entry<Long, Long> near = ranges.floorEntry(to + 1);
    while (near != null && near.getValue() >= from - 1) {
      from = Math.min(from, near.getKey());
      to = Math.max(to, near.getValue());
      ranges.remove(near.getKey());
      near = ranges.floorEntry(to + 1);
    }
    ranges.put(from, to);
  }

  /**
   * Adds what a statement says.
   *
   * @throws IllegalArgumentException if that has not the form of {@code 1-100,104-104}
   */
  void addAll(String text) {
    for (String range : text.split(",", -1)) {
      if (!RANGE.matcher(range).matches()) {
        throw new IllegalArgumentException("is no range: " + range);
      }
      int dash = range.indexOf('-');
      add(Long.parseLong(range.substring(0, dash)), Long.parseLong(range.substring(dash + 1)));
    }
  }

  /** The first number from {@code first} to {@code last} that is not in it. */
  OptionalLong firstMissing(long first, long last) {
    long next = first;
    while (next <= last) {
      Map.Entry<Long, Long> range = ranges.floorEntry(next);
      if (range == null || range.getValue() < next) {
        return OptionalLong.of(next);
      }
      next = range.getValue() + 1;
    }
    return OptionalLong.empty();
  }

  /** In the form of a statement. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    ranges.forEach(
        (first, last) ->
            text.append(text.isEmpty() ? "" : ",").append(first).append('-').append(last));
    return text.toString();
  }
}
