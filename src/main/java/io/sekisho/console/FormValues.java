package io.sekisho.console;

import io.sekisho.api.QueryParameters;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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

  /**
   * What is searched for, as the API takes it: the range as two times.
   *
   * @param known the names that there are
   * @param page how many to a page, if the form does not say it
   */
  QueryParameters parameters(Range range, Set<String> known, int page) {
    Map<String, List<String>> all = new HashMap<>(values);
    List.of("range", "from", "to", "format").forEach(all::remove);
    range.from().ifPresent(time -> all.put("from", List.of(time.toString())));
    range.to().ifPresent(time -> all.put("to", List.of(time.toString())));
    all.putIfAbsent("limit", List.of(Integer.toString(page)));
    return QueryParameters.of(all, known);
  }

  /** One field's value, to be shown in it again; empty if there is none. */
  public String get(String name) {
    return first(name).orElse("");
  }
}
