package io.sekisho.console;

import jakarta.ws.rs.core.MultivaluedMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a form says: fields that are left empty say nothing. Of a field that comes twice, all.
 *
 * @param values by the names of the fields; none is empty
 */
record FormValues(Map<String, List<String>> values) {

  static FormValues of(MultivaluedMap<String, String> sent) {
    Map<String, List<String>> values = new HashMap<>();
    sent.forEach(
        (name, all) -> {
          List<String> said =
              all.stream().map(FormValues::written).filter(s -> !s.isEmpty()).toList();
          if (!said.isEmpty()) {
            values.put(name, said);
          }
        });
    return new FormValues(Map.copyOf(values));
  }

  /** Browsers end lines by two characters, of which a page shows one. */
  private static String written(String sent) {
    return sent.replace("\r\n", "\n").strip();
  }

  /** One field's value. */
  Optional<String> first(String name) {
    return Optional.ofNullable(values.get(name)).map(all -> all.get(0));
  }

  /** One field's value, to be shown in it again; empty if there is none. */
  public String get(String name) {
    return first(name).orElse("");
  }
}
