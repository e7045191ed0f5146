package io.sekisho.api;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A line of CSV (RFC 4180) that a spreadsheet can open. What it would take for a formula stands
 * behind an apostrophe, so that no user, host or user agent becomes one.
 */
final class CsvLine {

  /** With the wide forms of the signs, which some take for the signs themselves. */
  private static final String BEGINS_FORMULA = "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20";

  private CsvLine() {}

  /** The cells in their order, with the line's end. */
  static String of(List<String> cells) {
    return cells.stream().map(CsvLine::cell).collect(Collectors.joining(",", "", "\r\n"));
  }

  private static String cell(String text) {
    String harmless =
        !text.isEmpty() && BEGINS_FORMULA.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    boolean plain = harmless.chars().noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
    return plain ? harmless : '"' + harmless.replace("\"", "\"\"") + '"';
  }
}
