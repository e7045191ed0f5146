package io.sekisho.console;

import io.quarkus.qute.TemplateExtension;
import java.time.DateTimeException;
import java.time.Duration;

/** How templates write what is kept as ISO 8601: {@code iso:duration(text)}. Pure. */
@TemplateExtension(namespace = "iso")
final class IsoTexts {

  private IsoTexts() {}

  /** A length of time; as it is, if it is none. */
  static String duration(String text) {
    try {
      return Formats.duration(Duration.parse(text));
    } catch (DateTimeException e) {
      return text;
    }
  }
}
