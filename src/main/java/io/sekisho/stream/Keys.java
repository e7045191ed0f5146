package io.sekisho.stream;

import java.util.Optional;
import java.util.function.Function;

/** The keys of one stream, and what is to be said if one is wrong. */
record Keys(String prefix) {

  static final String ALL = "sekisho.audit.streams.";

  static Keys of(String stream) {
    return new Keys(ALL + stream + ".");
  }

  String name(String key) {
    return prefix + key;
  }

  InvalidStream invalid(String key, String message) {
    return new InvalidStream(name(key), message);
  }

  <T> T needed(String key, Optional<T> value) {
    return value.orElseThrow(() -> invalid(key, "is needed"));
  }

  /** The value as something else, or that it is not valid; not why, as that may repeat it. */
  <T> T parsed(String key, String value, Function<String, T> parser, String message) {
    try {
      return parser.apply(value);
    } catch (RuntimeException e) {
      throw invalid(key, message);
    }
  }

  /** A name that somebody wrote, as it may be shown in one line. */
  static String shown(String name) {
    return name.replaceAll("[^!-~]", "?");
  }
}
