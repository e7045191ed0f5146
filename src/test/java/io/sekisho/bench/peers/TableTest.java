package io.sekisho.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {

  private final Results results = new Results();
  private final Table table =
      new Table(
          results,
          List.of("direct", "squid", "tinyproxy", "sekisho"),
          List.of("squid", "tinyproxy"));

  @Test
  void shouldSetMediansBesideDirectAndTheBestPeer() {
    add(Figure.TUNNELS, "direct", 20_000, 20_000, 1);
    add(Figure.TUNNELS, "squid", 1, 8_000, 90_000);
    add(Figure.TUNNELS, "tinyproxy", 4_000, 4_000, 4_000);
    add(Figure.TUNNELS, "sekisho", 15_000, 9_000, 12_000);

    assertThat(rows())
        .contains(
            "| tunnels per second, 32 clients | 20,000 | 8,000 (0.40 / 1.00)"
                + " | 4,000 (0.20 / 0.50) | 12,000 (0.60 / 1.50) |");
  }

  @Test
  void shouldTakeTheLeastForTheBestWhereLessIsBetter() {
    add(Figure.LATENCY_P50, "squid", 2);
    add(Figure.LATENCY_P50, "tinyproxy", 1, 3, 4, 2);
    add(Figure.LATENCY_P50, "sekisho", 1);

    assertThat(rows())
        .contains(
            "| CONNECT → 200 at a fixed rate, p50, ms | – | 2.00 (– / 1.00)"
                + " | 2.50 (– / 1.25) | 1.00 (– / 0.50) |");
  }

  @Test
  void shouldTellHalfCloseInWords() {
    add(Figure.HALF_CLOSE, "direct", 1);
    add(Figure.HALF_CLOSE, "squid", 0, 1, 0);

    assertThat(rows()).contains("| half-close right, client first | yes | no | – | – |");
  }

  @Test
  void shouldTellBelowWhereCompilersTookPart() {
    results.compilerShare("sekisho, tunnels", 0.01);
    results.compilerShare("sekisho, tunnels", 0.124);
    results.compilerShare("sekisho, tunnels", 0.05);
    results.compilerShare("sekisho, up", 0.02);

    assertThat(Report.compilerNotes(results))
        .containsExactly(
            "sekisho, tunnels: up to 12 % of its processor time was its compilers', C1 and C2");
  }

  private void add(Figure figure, String column, double... values) {
    for (double value : values) {
      results.add(figure, column, value);
    }
  }

  private List<String> rows() {
    return table.markdown().lines().toList();
  }
}
