package io.sekisho.bench.peers;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/**
 * The medians side by side, as Markdown. Below each stand its ratios to direct and to the best
 * peer; a ratio of 2 to the best peer is twice its figure, whichever way is better.
 *
 * @param columns in their order; the first is direct, if it was measured
 * @param peers the columns of which one is the best peer
 */
record Table(Results results, List<String> columns, List<String> peers) {

  String markdown() {
    StringBuilder text = new StringBuilder();
    text.append(row("", columns));
    text.append(row("---", columns.stream().map(column -> "---").toList()));
    for (Figure figure : results.figures()) {
      text.append(row(figure.title(), columns.stream().map(c -> cell(figure, c)).toList()));
    }
    return text.toString();
  }

  private static String row(String title, List<String> cells) {
    return cells.stream().collect(Collectors.joining(" | ", "| " + title + " | ", " |\n"));
  }

  private String cell(Figure figure, String column) {
    OptionalDouble median = results.median(figure, column);
    if (median.isEmpty()) {
      return "–";
    }
    if (figure == Figure.HALF_CLOSE) {
      return median.getAsDouble() == 1 ? "yes" : "no";
    }
    String value =
        String.format(Locale.ROOT, "%,." + figure.decimals() + "f", median.getAsDouble());
    String direct = ratio(median, results.median(figure, Direct.NAME));
    String best = ratio(median, results.best(figure, peers));
    return column.equals(Direct.NAME) ? value : value + " (" + direct + " / " + best + ")";
  }

  private static String ratio(OptionalDouble value, OptionalDouble base) {
    return base.isEmpty() || base.getAsDouble() == 0
        ? "–"
        : String.format(Locale.ROOT, "%.2f", value.getAsDouble() / base.getAsDouble());
  }
}
