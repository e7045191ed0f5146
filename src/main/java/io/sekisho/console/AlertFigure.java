package io.sekisho.console;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One thing that an alert measured, or measured against, as people read it. Pure.
 *
 * @param name as the alert has it
 */
record AlertFigure(String name, String value) {

  private static final Set<String> BYTES =
      Set.of("bytesUp", "maxBytesUp", "meanBytesUp", "minBytes");

  /** All of an alert, in their order. */
  static List<AlertFigure> of(String rule, Map<String, Object> figures) {
    return figures.entrySet().stream()
        .map(one -> new AlertFigure(one.getKey(), value(rule, one.getKey(), one.getValue())))
        .toList();
  }

  private static String value(String rule, String name, Object value) {
    if (value instanceof Number number) {
      return number(isBytes(rule, name), name, number);
    }
    String text = Formats.text(value);
    return switch (name) {
      case "within" -> IsoTexts.duration(text);
      case "firstSeen" -> time(text);
      default -> text;
    };
  }

  /** The threshold of uploads is one of bytes. */
  private static boolean isBytes(String rule, String name) {
    return BYTES.contains(name)
        || name.equals("threshold") && rule.equals("new-destination-upload");
  }

  private static String number(boolean bytes, String name, Number number) {
    if (bytes) {
      return Formats.bytes(number.longValue());
    }
    if (number.doubleValue() != Math.rint(number.doubleValue()) || name.equals("port")) {
      return number.toString();
    }
    return Formats.count(number);
  }

  private static String time(String text) {
    try {
      return Formats.time(Instant.parse(text));
    } catch (DateTimeException e) {
      return text;
    }
  }
}
