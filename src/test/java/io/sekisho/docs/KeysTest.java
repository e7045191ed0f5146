package io.sekisho.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.sekisho.docs.ConfigKeys.Key;
import io.sekisho.docs.Document.Row;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every key is told, with its type and its default, and no other. */
class KeysTest {

  private static final Map<String, Key> KEYS = ConfigKeys.all();

  /** A rule's threshold with its default in a table: {@code `beacon.threshold` (12)}. */
  private static final Pattern THRESHOLD = Pattern.compile("`([a-z-]*)\\.([a-z-]+)` \\((\\w+)\\)");

  private static final Path PROPERTIES = Path.of("src/main/resources/application.properties");

  private final Document operations = Document.read("src/main/docs/operations.md");
  private final Document alerts = Document.read("src/main/docs/alerts.md");

  @Test
  void shouldTellEveryKeyAndNoOther() {
    assertThat(KeyTables.faults(operations, KEYS)).isEmpty();
  }

  @Test
  void shouldFindEveryKeyThatIsTakenOut() {
    List<Row> rows = KeyTables.rows(operations);
    assertThat(rows).hasSameSizeAs(KEYS.keySet());
    for (Row row : rows) {
      assertThat(KeyTables.faults(operations.without(row.line()), KEYS))
          .containsExactly(KeyTables.key(row) + ": not told");
    }
  }

  @Test
  void shouldFindWhatIsNotTrue() {
    Row row = KeyTables.rows(operations).get(0);
    String key = KeyTables.key(row);
    Key known = KEYS.get(key);

    assertThat(faults(row, "| `%s` | stars | %s | x |", key, known.otherwise()))
        .containsExactly("%s: its type is %s, and told as stars".formatted(key, known.type()));
    assertThat(faults(row, "| `%s` | %s | `7` | x |", key, known.type()))
        .containsExactly(
            "%s: its default is %s, and told as `7`".formatted(key, known.otherwise()));
    assertThat(faults(row, "| `%s` | %s | %s | |", key, known.type(), known.otherwise()))
        .containsExactly(key + ": its effect is not told");
    assertThat(faults(row, "| `sekisho.no.such` | text | – | x |"))
        .containsExactlyInAnyOrder("sekisho.no.such: there is no such key", key + ": not told");
  }

  /** The page about alerts has the thresholds, where it tells what they mean. */
  @Test
  void shouldTellThresholdsOfAlertsAsTheyAre() {
    Map<String, String> told = thresholds(alerts);
    assertThat(told).hasSizeGreaterThan(20);
    assertThat(told)
        .allSatisfy(
            (key, value) ->
                assertThat(KEYS)
                    .as(key)
                    .containsKey(key)
                    .extractingByKey(key)
                    .extracting(Key::otherwise)
                    .isEqualTo('`' + value + '`'));
  }

  @Test
  void shouldTellKeysOfQuarkusAsTheApplicationSetsThem() throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(PROPERTIES)) {
      properties.load(reader);
    }
    List<Row> rows = operations.rows("Quarkus' key");
    assertThat(rows).hasSizeGreaterThan(10);
    assertThat(rows)
        .allSatisfy(
            row -> {
              String set = properties.getProperty(KeyTables.key(row));
              assertThat(row.cell(1))
                  .as(row.cell(0))
                  .isEqualTo(set == null ? ConfigKeys.NONE : '`' + set + '`');
            });
  }

  private List<String> faults(Row row, String text, Object... arguments) {
    return KeyTables.faults(operations.with(row.line(), text.formatted(arguments)), KEYS);
  }

  private static Map<String, String> thresholds(Document document) {
    Map<String, String> thresholds = new HashMap<>();
    for (Row row : document.rows("rule")) {
      String rule = row.cell(0).replace("`", "");
      Matcher matcher = THRESHOLD.matcher(row.cell(2));
      while (matcher.find()) {
        if (!matcher.group(1).isEmpty()) {
          rule = matcher.group(1);
        }
        thresholds.put("sekisho.watch." + rule + '.' + matcher.group(2), matcher.group(3));
      }
    }
    return thresholds;
  }
}
