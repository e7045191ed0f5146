package io.sekisho.watch;

import java.time.Duration;
import java.util.Locale;

/** Numbers as people read them. */
final class Words {

  private static final String[] UNITS = {"bytes", "kB", "MB", "GB", "TB", "PB", "EB"};

  private Words() {}

  static String of(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds % 86_400 == 0) {
      return plural(seconds / 86_400, "day");
    }
    if (seconds % 3_600 == 0) {
      return plural(seconds / 3_600, "hour");
    }
    return seconds % 60 == 0 ? plural(seconds / 60, "minute") : plural(seconds, "second");
  }

  private static String plural(long number, String unit) {
    return number == 1 ? "one " + unit : number + " " + unit + "s";
  }

  static String bytes(double bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= 1_000) {
      value /= 1_000;
      unit++;
    }
    return unit == 0
        ? (long) value + " bytes"
        : String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
  }
}
