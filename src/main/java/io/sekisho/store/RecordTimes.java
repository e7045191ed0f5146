package io.sekisho.store;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * Times as records have them: RFC 3339 in UTC with microseconds, always as many digits. Written
 * digit by digit, as every record has two.
 */
final class RecordTimes {

  private static final DateTimeFormatter ANY =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private static final String FORM = "0000-00-00T00:00:00.000000Z";
  private static final int LAST_YEAR = 9_999;

  private RecordTimes() {}

  static String text(Instant time) {
    LocalDateTime utc =
        LocalDateTime.ofEpochSecond(time.getEpochSecond(), time.getNano(), ZoneOffset.UTC);
    if (utc.getYear() < 0 || utc.getYear() > LAST_YEAR) {
      return ANY.format(time);
    }
    char[] text = FORM.toCharArray();
    number(utc.getYear(), text, 4);
    number(utc.getMonthValue(), text, 7);
    number(utc.getDayOfMonth(), text, 10);
    number(utc.getHour(), text, 13);
    number(utc.getMinute(), text, 16);
    number(utc.getSecond(), text, 19);
    number(utc.getNano() / 1_000, text, 26);
    return new String(text);
  }

  /** With its last digit before that place. */
  private static void number(int number, char[] text, int end) {
    int place = end;
    for (int rest = number; rest > 0; rest /= 10) {
      text[--place] = (char) ('0' + rest % 10);
    }
  }
}
