package io.sekisho.docs;

import io.sekisho.docs.ConfigKeys.Key;
import io.sekisho.docs.Document.Row;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The tables of keys: {@code | key | type | default | effect |}, one key a row. */
final class KeyTables {

  private static final String TITLE = "key";

  private KeyTables() {}

  /** The rows that tell keys of ours. */
  static List<Row> rows(Document document) {
    return document.rows(TITLE).stream()
        .filter(row -> row.cell(0).startsWith("`sekisho."))
        .toList();
  }

  static String key(Row row) {
    return row.cell(0).replace("`", "").replaceAll("<[a-z]+>", ConfigKeys.CHOSEN);
  }

  /** What is wrong about a document, by key. */
  static List<String> faults(Document document, Map<String, Key> keys) {
    List<String> faults = new ArrayList<>();
    Set<String> told = new HashSet<>();
    for (Row row : rows(document)) {
      String key = key(row);
      Key known = keys.get(key);
      if (!told.add(key)) {
        faults.add(key + ": told twice");
      } else if (known == null) {
        faults.add(key + ": there is no such key");
      } else {
        compare(faults, key, "type", row.cell(1), known.type());
        compare(faults, key, "default", row.cell(2), known.otherwise());
        if (row.cell(3).isBlank()) {
          faults.add(key + ": its effect is not told");
        }
      }
    }
    keys.keySet().stream()
        .filter(key -> !told.contains(key))
        .forEach(key -> faults.add(key + ": not told"));
    return faults;
  }

  private static void compare(
      List<String> faults, String key, String what, String told, String known) {
    if (!told.equals(known)) {
      faults.add("%s: its %s is %s, and told as %s".formatted(key, what, known, told));
    }
  }
}
