package io.sekisho.console;

import io.sekisho.store.AuditLog.Span;
import io.sekisho.store.AuditSummary;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What happened in each span of a time, for a chart and for the table behind it. Pure.
 *
 * @param columns one for each span, also for those in which nothing happened; at most a thousand
 * @param width of a span, in seconds
 */
record Timeline(List<Column> columns, long width) {

  /** Of the sums of hours: more than are kept. */
  static final int MOST_HOURS = 24 * 400;

  private static final int MOST = 1_000;

  /** Spans that people think in. */
  private static final List<Duration> WIDTHS =
      List.of(
          Duration.ofSeconds(10),
          Duration.ofMinutes(1),
          Duration.ofMinutes(5),
          Duration.ofMinutes(30),
          Duration.ofHours(1),
          Duration.ofHours(6),
          Duration.ofDays(1),
          Duration.ofDays(7));

  private static final int ENOUGH = 120;

  /** One span. */
  record Column(Instant at, long tunnels, long denials, long errors, long bytes) {

    Column and(Column other) {
      return new Column(
          at,
          tunnels + other.tunnels,
          denials + other.denials,
          errors + other.errors,
          bytes + other.bytes);
    }
  }

  /** The smallest span by which a time has no more columns than can be told apart. */
  static Duration width(Instant from, Instant to, Duration least) {
    Duration whole = Duration.between(from, to);
    return WIDTHS.stream()
        .filter(one -> one.compareTo(least) >= 0 && whole.dividedBy(one) <= ENOUGH)
        .findFirst()
        .orElse(WIDTHS.get(WIDTHS.size() - 1));
  }

  /** Of counted attempts. */
  static Timeline of(List<Span> spans, Instant from, Instant to, Duration width) {
    return of(spans.stream().map(Timeline::column).toList(), from, to, width.toSeconds());
  }

  /** Of the sums of hours. */
  static Timeline ofHours(List<AuditSummary.Line> hours, Instant from, Instant to, Duration width) {
    return of(hours.stream().map(Timeline::column).toList(), from, to, width.toSeconds());
  }

  private static Timeline of(List<Column> some, Instant from, Instant to, long width) {
    Map<Long, Column> columns = new TreeMap<>();
    long first = Math.floorDiv(from.getEpochSecond(), width);
    long behind = Math.floorDiv(to.getEpochSecond() + width - 1, width);
    for (long i = first; i < behind && columns.size() < MOST; i++) {
      columns.put(i, new Column(Instant.ofEpochSecond(i * width), 0, 0, 0, 0));
    }
    some.forEach(
        one ->
            columns.computeIfPresent(
                Math.floorDiv(one.at().getEpochSecond(), width), (place, sum) -> sum.and(one)));
    return new Timeline(new ArrayList<>(columns.values()), width);
  }

  private static Column column(Span span) {
    long n = span.attempts();
    return switch (span.decision()) {
      case "allow" -> new Column(span.at(), n, 0, 0, 0);
      case "deny" -> new Column(span.at(), 0, n, 0, 0);
      default -> new Column(span.at(), 0, 0, n, 0);
    };
  }

  private static Column column(AuditSummary.Line line) {
    AuditSummary.Sums sums = line.sums();
    return new Column(
        line.hour(),
        sums.tunnels(),
        sums.denials(),
        sums.errors(),
        sums.bytesUp() + sums.bytesDown());
  }

  /** Whether nothing happened at all. */
  public boolean isEmpty() {
    return columns.stream().allMatch(one -> one.tunnels + one.denials + one.errors == 0);
  }

  /** For the script that draws it: a list of [milliseconds, tunnels, denials, errors, bytes]. */
  public String points() {
    StringBuilder points = new StringBuilder("[");
    for (Column one : columns) {
      points
          .append(points.length() == 1 ? "[" : ",[")
          .append(one.at.toEpochMilli())
          .append(',')
          .append(one.tunnels)
          .append(',')
          .append(one.denials)
          .append(',')
          .append(one.errors)
          .append(',')
          .append(one.bytes)
          .append(']');
    }
    return points.append(']').toString();
  }
}
