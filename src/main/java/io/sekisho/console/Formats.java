package io.sekisho.console;

import io.quarkus.qute.TemplateExtension;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * How templates write figures and times: {@code fmt:bytes(n)}. What is not known is a dash. Pure.
 */
@TemplateExtension(namespace = "fmt")
final class Formats {

  static final String UNKNOWN = "–";

  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);
  private static final String[] UNITS = {"kB", "MB", "GB", "TB", "PB", "EB"};

  private Formats() {}

  /** A text, or a dash. */
  static String text(Object value) {
    return value == null || value.toString().isEmpty() ? UNKNOWN : value.toString();
  }

  /** A time in UTC, to the second. */
  static String time(Instant time) {
    return time == null ? UNKNOWN : SECONDS.format(time);
  }

  /** A number with its thousands apart. */
  static String count(Number number) {
    return number == null ? UNKNOWN : String.format(Locale.ROOT, "%,d", number.longValue());
  }

  /** Bytes to three digits, in powers of 1000. */
  static String bytes(Long bytes) {
    if (bytes == null) {
      return UNKNOWN;
    }
    if (bytes < 1000) {
      return bytes + " B";
    }
    double value = bytes;
    int unit = -1;
    while (value >= 999.5 && unit < UNITS.length - 1) {
      value /= 1000;
      unit++;
    }
    String digits = value < 9.995 ? "%.2f" : value < 99.95 ? "%.1f" : "%.0f";
    return String.format(Locale.ROOT, digits, value) + " " + UNITS[unit];
  }

  /** From one time to another, in its two largest units. */
  static String duration(Instant from, Instant to) {
    return from == null || to == null ? UNKNOWN : duration(Duration.between(from, to));
  }

  static String duration(Duration duration) {
    if (duration.isNegative()) {
      return UNKNOWN;
    }
    if (duration.toSeconds() == 0) {
      return duration.toMillis() + " ms";
    }
    long days = duration.toDays();
    int hours = duration.toHoursPart();
    int minutes = duration.toMinutesPart();
    int seconds = duration.toSecondsPart();
    if (days > 0) {
      return days + " d" + unlessNone(hours, " h");
    }
    if (hours > 0) {
      return hours + " h" + unlessNone(minutes, " min");
    }
    return minutes > 0 ? minutes + " min" + unlessNone(seconds, " s") : seconds + " s";
  }

  private static String unlessNone(int count, String unit) {
    return count == 0 ? "" : " " + count + unit;
  }
}
