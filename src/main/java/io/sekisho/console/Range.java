package io.sekisho.console;

import io.sekisho.api.InvalidRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The time that a page is about: the last so many hours, two times, or all there is. Pure.
 *
 * @param name {@code 1h}, {@code 24h}, {@code 7d}, {@code 30d}, {@code 90d}, {@code all} or {@code
 *     given}
 * @param from empty for {@code all}, and if it is not given
 * @param to empty for up to now
 * @param now when the page was asked for
 */
record Range(String name, Optional<Instant> from, Optional<Instant> to, Instant now) {

  static final String ALL = "all";
  static final String GIVEN = "given";

  private static final Map<String, Duration> LAST = new LinkedHashMap<>();

  static {
    LAST.put("1h", Duration.ofHours(1));
    LAST.put("24h", Duration.ofHours(24));
    LAST.put("7d", Duration.ofDays(7));
    LAST.put("30d", Duration.ofDays(30));
    LAST.put("90d", Duration.ofDays(90));
  }

  private static final DateTimeFormatter IN_A_FIELD =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss").withZone(ZoneOffset.UTC);

  /**
   * Reads what a form or a link says.
   *
   * @param name of the range; two times, if both or one of these are given
   * @param fallback the name if nothing is said
   * @throws InvalidRequest if it is no range, or ends before it begins
   */
  static Range of(
      Optional<String> name,
      Optional<String> from,
      Optional<String> to,
      String fallback,
      Instant now) {
    Instant moment = now.truncatedTo(ChronoUnit.MILLIS);
    Optional<Instant> begin = from.map(text -> time("from", text));
    Optional<Instant> end = to.map(text -> time("to", text));
    if (begin.isPresent() || end.isPresent()) {
      if (begin.isPresent() && !begin.get().isBefore(end.orElse(Instant.MAX))) {
        throw InvalidRequest.at("to", "must be after from");
      }
      return new Range(GIVEN, begin, end, moment);
    }
    String chosen = name.filter(text -> !text.equals(GIVEN)).orElse(fallback);
    if (chosen.equals(ALL)) {
      return new Range(ALL, Optional.empty(), Optional.empty(), moment);
    }
    Duration length =
        Optional.ofNullable(LAST.get(chosen))
            .orElseThrow(
                () ->
                    InvalidRequest.at(
                        "range", "must be one of " + String.join(", ", LAST.keySet()) + ", all"));
    return new Range(chosen, Optional.of(moment.minus(length)), Optional.empty(), moment);
  }

  /** A time as browsers send it from a field, which is in UTC here; or one of RFC 3339. */
  static Instant time(String field, String text) {
    try {
      return text.endsWith("Z") || text.matches(".*[+-]\\d\\d:\\d\\d$")
          ? OffsetDateTime.parse(text).toInstant()
          : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
    } catch (DateTimeParseException e) {
      throw InvalidRequest.at(field, "must be a time such as 2026-01-31T08:00");
    }
  }

  /** Whether it has a beginning, so that it can be divided. */
  boolean isBounded() {
    return from.isPresent();
  }

  /** Its end, now if it has none. */
  Instant end() {
    return to.orElse(now);
  }

  /** As parameters of an address that means the same range tomorrow, if that one does. */
  Map<String, String> parameters() {
    Map<String, String> parameters = new LinkedHashMap<>();
    if (name.equals(GIVEN)) {
      from.ifPresent(time -> parameters.put("from", time.toString()));
      to.ifPresent(time -> parameters.put("to", time.toString()));
    } else {
      parameters.put("range", name);
    }
    return parameters;
  }

  /** As two fixed times, for what is to show the same as this. */
  Map<String, String> fixed() {
    Map<String, String> parameters = new LinkedHashMap<>();
    from.ifPresent(time -> parameters.put("from", time.toString()));
    parameters.put("to", end().toString());
    return parameters;
  }

  /** What the field for the beginning holds; empty unless times are given. */
  public String fromField() {
    return field(from);
  }

  /** What the field for the end holds. */
  public String toField() {
    return field(to);
  }

  private String field(Optional<Instant> time) {
    return name.equals(GIVEN) ? time.map(Range::inAField).orElse("") : "";
  }

  /** A time as a field for times holds it. */
  static String inAField(Instant time) {
    return IN_A_FIELD.format(time);
  }
}
