package io.sekisho.console;

import io.quarkus.qute.TemplateExtension;
import java.time.DateTimeException;
import java.time.Duration;

/** How templates write lengths of time that somebody chose: {@code iso:duration(text)}. Pure. */
@TemplateExtension(namespace = "iso")
final class IsoTexts {

  private IsoTexts() {}

  /** One of ISO 8601; as it is, if it is none. */
  static String duration(String text) {
    try {
      return Formats.duration(Duration.parse(text));
    } catch (DateTimeException e) {
      return text;
    }
  }
}
