package io.sekisho.console;

/**
 * The head of a column by which a table can be sorted.
 *
 * @param link where it is sorted by this column, or the other way round
 * @param direction as {@code aria-sort} has it
 */
record SortColumn(String link, String direction) {

  /** The direction as a sign; empty if the table is not sorted by this column. */
  public String sign() {
    return switch (direction) {
      case "ascending" -> "▲";
      case "descending" -> "▼";
      default -> "";
    };
  }
}
