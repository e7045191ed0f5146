package io.sekisho.policy;

import io.sekisho.policy.PolicyCompiler.Violation;
import io.sekisho.policy.PolicyDocument.ScheduleDocument;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes the times of a document into a timing. */
final class TimingCompiler {

  /** Names of places and of UTC; not offsets, which know no summer time. */
  private static final Set<String> ZONES = ZoneId.getAvailableZoneIds();

  private static final Set<String> DAYS =
      Stream.of(DayOfWeek.values()).map(DayOfWeek::name).collect(Collectors.toSet());

  /** RFC 3339 §5.6. Its leap seconds and lower case have no use here. */
  private static final Pattern TIME =
      Pattern.compile(
          "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,9})?(?:Z|[+-]\\d\\d:\\d\\d)");

  private static final Pattern CLOCK = Pattern.compile("(?:[01]\\d|2[0-3]):[0-5]\\d");
  private static final String END_OF_DAY = "24:00";

  private final BiConsumer<String, String> violations;

  private TimingCompiler(BiConsumer<String, String> violations) {
    this.violations = violations;
  }

  /** Compiles, and adds what is wrong; then the timing is of no use. */
  static Timing compile(PolicyDocument document, List<Violation> violations) {
    return new TimingCompiler((field, message) -> violations.add(new Violation(field, message)))
        .timing(document);
  }

  private Timing timing(PolicyDocument document) {
    Optional<Instant> from = instant("validFrom", document.validFrom());
    Optional<Instant> until = instant("validUntil", document.validUntil());
    if (from.isPresent() && until.isPresent() && !from.get().isBefore(until.get())) {
      violations.accept("validUntil", "must be after validFrom");
    }
    return new Timing(
        from, until, Optional.ofNullable(document.schedule()).flatMap(this::schedule));
  }

  /** As precise as the database keeps it, so that every replica and the answer say the same. */
  static Instant parse(String text) {
    return OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MICROS);
  }

  private Optional<Instant> instant(String field, String text) {
    if (text == null) {
      return Optional.empty();
    }
    try {
      if (TIME.matcher(text).matches()) {
        return Optional.of(parse(text));
      }
    } catch (DateTimeException e) {
      // No such day or hour: told below.
    }
    violations.accept(field, "must be an RFC 3339 time such as 2027-01-31T00:00:00Z");
    return Optional.empty();
  }

  private Optional<Schedule> schedule(ScheduleDocument document) {
    Set<DayOfWeek> days = days(document.days());
    Optional<LocalTime> from = clock("schedule.from", document.from(), false);
    Optional<LocalTime> to = clock("schedule.to", document.to(), true);
    boolean known = document.zone() != null && ZONES.contains(document.zone());
    if (!known) {
      violations.accept("schedule.zone", "must be an IANA time zone such as Europe/Berlin");
    }
    if (from.isPresent() && document.from().equals(document.to())) {
      violations.accept("schedule.to", "must not be from; a whole day is 00:00 to 24:00");
    }
    return known && from.isPresent() && to.isPresent() && !days.isEmpty()
        ? Optional.of(new Schedule(days, from.get(), to.get(), ZoneId.of(document.zone())))
        : Optional.empty();
  }

  private Set<DayOfWeek> days(List<String> names) {
    Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
    if (names == null || names.isEmpty() || names.size() > DAYS.size()) {
      violations.accept("schedule.days", "must have 1 to 7 entries");
      return days;
    }
    for (int i = 0; i < names.size(); i++) {
      if (names.get(i) == null || !DAYS.contains(names.get(i))) {
        violations.accept("schedule.days[" + i + "]", "must be one of MONDAY to SUNDAY");
      } else if (!days.add(DayOfWeek.valueOf(names.get(i)))) {
        violations.accept("schedule.days[" + i + "]", "must not be there twice");
      }
    }
    return days;
  }

  private Optional<LocalTime> clock(String field, String text, boolean end) {
    if (text != null && end && text.equals(END_OF_DAY)) {
      return Optional.of(LocalTime.MIDNIGHT);
    }
    if (text != null && CLOCK.matcher(text).matches()) {
      return Optional.of(LocalTime.parse(text));
    }
    violations.accept(field, "must be a time of day from 00:00 to " + (end ? "24:00" : "23:59"));
    return Optional.empty();
  }
}
