package io.sekisho.console;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** An address within the console. Pure. */
record Link(String path, Map<String, String> parameters) {

  static Link to(String path) {
    return new Link(path, Map.of());
  }

  /** With all that are not empty. */
  Link with(Map<String, String> more) {
    Map<String, String> all = new LinkedHashMap<>(parameters);
    all.putAll(more);
    return new Link(path, all);
  }

  /** With one more; without it, if it is null or empty. */
  Link with(String name, String value) {
    Map<String, String> all = new LinkedHashMap<>(parameters);
    if (value == null || value.isEmpty()) {
      all.remove(name);
    } else {
      all.put(name, value);
    }
    return new Link(path, all);
  }

  /** The address. */
  @Override
  public String toString() {
    String query =
        parameters.entrySet().stream()
            .filter(one -> !one.getValue().isEmpty())
            .map(one -> encode(one.getKey()) + "=" + encode(one.getValue()))
            .collect(Collectors.joining("&"));
    return query.isEmpty() ? path : path + "?" + query;
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
