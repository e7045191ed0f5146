package io.sekisho.api;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Reads single fields of bodies; each failure names the field. */
public final class BodyFields {

  /** Of what people say to explain themselves, in characters. */
  public static final int MAX_REASON = 300;

  private BodyFields() {}

  /**
   * A reason, if there is one.
   *
   * @throws InvalidRequest if it is longer than {@link #MAX_REASON}, or has control characters
   */
  public static Optional<String> reason(String text) {
    return text("reason", text);
  }

  /** A short text, if there is one, within the bounds of a reason. */
  public static Optional<String> text(String field, String text) {
    if (text == null || text.isBlank()) {
      return Optional.empty();
    }
    boolean isText =
        text.codePoints()
            .noneMatch(
                c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE);
    if (!isText || text.codePointCount(0, text.length()) > MAX_REASON) {
      throw InvalidRequest.at(
          field, "must be at most " + MAX_REASON + " characters, none of them a control character");
    }
    return Optional.of(text.strip());
  }

  /** A reason that must be there. */
  public static String requiredReason(String text) {
    return requiredText("reason", text);
  }

  /** A short text that must be there, within the bounds of a reason. */
  static String requiredText(String field, String text) {
    return text(field, text).orElseThrow(() -> InvalidRequest.at(field, "must be given"));
  }

  /**
   * A time, if it is given.
   *
   * @throws InvalidRequest if it is no time that a record may have
   */
  static Optional<Instant> time(String field, String text) {
    if (text == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          QueryParameters.withinTheLog(OffsetDateTime.parse(text).toInstant())
              .truncatedTo(ChronoUnit.MICROS));
    } catch (DateTimeException | IllegalArgumentException e) {
      throw InvalidRequest.at(field, "must be a time of RFC 3339, such as 2026-01-31T00:00:00Z");
    }
  }

  /**
   * The end of something that begins now, given as a time, if it is given.
   *
   * @param longest from now on
   * @throws InvalidRequest if it is no time, not in the future, or further away than that
   */
  public static Optional<Instant> until(String text, Instant now, Duration longest) {
    Optional<Instant> until = time("until", text);
    if (until.isPresent()
        && (!until.get().isAfter(now) || until.get().isAfter(now.plus(longest)))) {
      throw InvalidRequest.at(
          "until", "must be in the future, and not more than " + longest + " away");
    }
    return until;
  }

  /**
   * How long something shall last, in ISO 8601, if it is given.
   *
   * @throws InvalidRequest if it is no duration of whole seconds from a minute up to the longest
   */
  static Optional<Duration> duration(String text, Duration longest) {
    if (text == null) {
      return Optional.empty();
    }
    try {
      Duration duration = Duration.parse(text);
      if (duration.compareTo(Duration.ofMinutes(1)) >= 0
          && duration.compareTo(longest) <= 0
          && duration.getNano() == 0) {
        return Optional.of(duration);
      }
    } catch (DateTimeException e) {
      // Not a duration: told below.
    }
    throw InvalidRequest.at(
        "duration", "must be an ISO 8601 duration from PT1M to " + longest + ", such as PT8H");
  }
}
