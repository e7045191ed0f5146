package io.sekisho.bench.peers;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;

/** What was measured: for each figure and column of the table, a value for each repetition. */
final class Results {

  private final Map<Figure, Map<String, List<Double>>> values = new EnumMap<>(Figure.class);
  private final Map<String, Double> compilerShares = new LinkedHashMap<>();
  private final Set<String> notes = new LinkedHashSet<>();

  void add(Figure figure, String column, double value) {
    values
        .computeIfAbsent(figure, any -> new LinkedHashMap<>())
        .computeIfAbsent(column, any -> new ArrayList<>())
        .add(value);
  }

  /**
   * Which part of the processor time of a measure a JVM's compilers took; the largest is kept.
   *
   * @param of whose measure it is, and which
   */
  void compilerShare(String of, double share) {
    compilerShares.merge(of, share, Math::max);
  }

  Map<String, Double> compilerShares() {
    return compilerShares;
  }

  /** Something that whoever reads the table must know. */
  void note(String note) {
    notes.add(note);
  }

  Set<String> notes() {
    return notes;
  }

  Set<Figure> figures() {
    return new TreeSet<>(values.keySet());
  }

  List<Double> of(Figure figure, String column) {
    return values.getOrDefault(figure, Map.of()).getOrDefault(column, List.of());
  }

  OptionalDouble median(Figure figure, String column) {
    double[] sorted =
        of(figure, column).stream().mapToDouble(Double::doubleValue).sorted().toArray();
    if (sorted.length == 0) {
      return OptionalDouble.empty();
    }
    int middle = sorted.length / 2;
    return OptionalDouble.of(
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2);
  }

  /** The best median of some columns. */
  OptionalDouble best(Figure figure, List<String> columns) {
    var medians =
        columns.stream()
            .map(column -> median(figure, column))
            .filter(OptionalDouble::isPresent)
            .mapToDouble(OptionalDouble::getAsDouble);
    return figure.isMoreBetter() ? medians.max() : medians.min();
  }
}
