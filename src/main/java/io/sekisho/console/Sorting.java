package io.sekisho.console;

import io.sekisho.api.InvalidRequest;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The order of a table, as {@code sort=host} or, the other way round, {@code sort=-host}. Pure.
 *
 * @param by the name of a column
 */
record Sorting(String by, boolean descending) {

  private static final String PARAMETER = "sort";

  /**
   * Reads what a link says.
   *
   * @param fallback the order if nothing is said
   * @throws InvalidRequest if there is no such column
   */
  static Sorting of(Optional<String> text, Set<String> columns, Sorting fallback) {
    return text.map(
            said -> {
              boolean descending = said.startsWith("-");
              String by = descending ? said.substring(1) : said;
              if (!columns.contains(by)) {
                throw InvalidRequest.at(PARAMETER, "must be a column of the table");
              }
              return new Sorting(by, descending);
            })
        .orElse(fallback);
  }

  /** In this order. */
  <T> List<T> apply(Stream<T> rows, Map<String, Comparator<T>> columns) {
    Comparator<T> ascending = columns.get(by);
    return rows.sorted(descending ? ascending.reversed() : ascending).toList();
  }

  /**
   * The head of a column.
   *
   * @param largestFirst its order when it is chosen; chosen again, it turns around
   * @param here the table's address
   */
  SortColumn column(String name, boolean largestFirst, Link here) {
    boolean chosen = name.equals(by);
    boolean next = chosen ? !descending : largestFirst;
    return new SortColumn(
        here.with(PARAMETER, (next ? "-" : "") + name).toString(),
        !chosen ? "none" : descending ? "descending" : "ascending");
  }
}
