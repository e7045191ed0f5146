package io.sekisho.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.sekisho.docs.Document.Row;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an operator may read in the log as a warning or an error is told, and what to do. */
class LogMessagesTest {

  private static final Set<String> MESSAGES = LogMessages.all();

  private final Document operations = Document.read("src/main/docs/operations.md");

  @Test
  void shouldTellEveryMessageAndNoOther() {
    assertThat(told(operations)).isEqualTo(MESSAGES);
  }

  @Test
  void shouldSayWhatToDo() {
    assertThat(rows(operations))
        .allSatisfy(row -> assertThat(row.cells().get(row.cells().size() - 1)).isNotBlank());
  }

  @Test
  void shouldFindEveryMessageThatIsTakenOut() {
    for (Row row : rows(operations)) {
      Set<String> missing = new TreeSet<>(MESSAGES);
      missing.removeAll(told(operations.without(row.line())));
      assertThat(missing).containsExactly(text(row));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "\"it is %s, or %d\", one, 2) | it is …, or …",
        "e, \"it failed\") | it failed",
        "\"it\" + \" failed: \" + why.of(\"x\") + \"; go\") | it failed: …; go",
        "Level.of(1, 2), (\"\" + e)) | ~~",
      })
  void shouldReadWhatIsSaid(String source, String message) {
    assertThat(LogMessages.message(source, 0)).isEqualTo(message);
  }

  private static Set<String> told(Document document) {
    return rows(document).stream()
        .map(LogMessagesTest::text)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<Row> rows(Document document) {
    return Stream.of("log line", "start-up warning")
        .flatMap(title -> document.rows(title).stream())
        .toList();
  }

  private static String text(Row row) {
    return row.cell(0).replace("`", "");
  }
}
