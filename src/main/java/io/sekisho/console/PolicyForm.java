package io.sekisho.console;

import io.sekisho.console.FormMistakes.Mistake;
import io.sekisho.policy.PolicyCompiler;
import io.sekisho.policy.PolicyCompiler.Violation;
import io.sekisho.policy.PolicyDocument;
import io.sekisho.policy.PolicyDocument.LimitsDocument;
import io.sekisho.policy.PolicyDocument.ScheduleDocument;
import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A policy as a form: whose fields have the names that the policy's have in the API, with one entry
 * of a list in each line. What was not changed in the form does not change. Pure.
 */
final class PolicyForm {

  /** What fields for times take, which are of UTC. */
  private static final Pattern LOCAL =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(:\\d\\d)?");

  private static final Pattern LIST =
      Pattern.compile("(subjects|destinations)\\[(\\d+)](?:\\.(.+))?");
  private static final Pattern BREAK = Pattern.compile("\\r\\n|\\r|\\n");

  private final FormValues form;
  private final List<Mistake> mistakes = new ArrayList<>();
  private final Map<String, List<Integer>> lines = new HashMap<>();

  private PolicyForm(FormValues form) {
    this.form = form;
  }

  /**
   * What a form says.
   *
   * @param document a valid policy if there are no mistakes
   */
  record Reading(PolicyDocument document, FormMistakes mistakes) {}

  /** What stands in the form of a policy. */
  static FormValues of(PolicyDocument policy) {
    Map<String, List<String>> values = new HashMap<>();
    Map<String, List<String>> all = new HashMap<>(PolicyLines.of(policy));
    all.remove("schedule");
    all.forEach((name, entries) -> values.put(name, List.of(String.join("\n", entries))));
    Stream.of("validFrom", "validUntil")
        .forEach(name -> values.computeIfPresent(name, (n, time) -> List.of(shown(time.get(0)))));
    if (policy.schedule() != null) {
      values.put("schedule.days", List.copyOf(policy.schedule().days()));
      values.put("schedule.from", List.of(policy.schedule().from()));
      values.put("schedule.to", List.of(policy.schedule().to()));
      values.put("schedule.zone", List.of(policy.schedule().zone()));
    }
    return new FormValues(Map.copyOf(values));
  }

  /** A time as a field for times shows it, if that can show it exactly. */
  private static String shown(String time) {
    String local = time.endsWith("Z") ? time.substring(0, time.length() - 1) : time;
    return isLocal(local) ? local : time;
  }

  /** Whether a field for times can show it. */
  static boolean isLocal(String time) {
    return LOCAL.matcher(time).matches();
  }

  /** Reads a form, and finds all that is wrong with it. */
  static Reading read(FormValues form) {
    return new PolicyForm(form).read();
  }

  private Reading read() {
    PolicyDocument document =
        new PolicyDocument(
            text("name"),
            Objects.requireNonNullElse(text("description"), ""),
            "true".equals(text("enabled")),
            text("effect"),
            entries("subjects", PolicyLines::subject),
            entries("destinations", PolicyLines::destination),
            text("tls"),
            text("mode"),
            time("validFrom"),
            time("validUntil"),
            schedule(),
            limits());
    try {
      PolicyCompiler.compile(document);
    } catch (PolicyCompiler.InvalidPolicy e) {
      e.violations().forEach(this::add);
    }
    return new Reading(document, new FormMistakes(List.copyOf(mistakes)));
  }

  private void add(Violation violation) {
    Matcher entry = LIST.matcher(violation.field());
    if (entry.matches()) {
      String part = Objects.requireNonNullElse(entry.group(3), "");
      mistakes.add(
          new Mistake(
              entry.group(1),
              lines.get(entry.group(1)).get(Integer.parseInt(entry.group(2))),
              part.startsWith("ports") ? part : "",
              violation.message()));
    } else {
      String field = violation.field().replaceFirst("\\[\\d+]$", "");
      mistakes.add(new Mistake(field, 0, "", violation.message()));
    }
  }

  /** In one line, as policies have no others. */
  private String text(String field) {
    return form.first(field)
        .map(text -> SafeText.read(BREAK.matcher(text).replaceAll(" ")))
        .orElse(null);
  }

  private <T> List<T> entries(String field, Function<String, T> reader) {
    List<T> entries = new ArrayList<>();
    List<Integer> places = lines.computeIfAbsent(field, name -> new ArrayList<>());
    String[] written = BREAK.split(form.get(field));
    for (int i = 0; i < written.length; i++) {
      if (!written[i].isBlank()) {
        entries.add(reader.apply(SafeText.read(written[i])));
        places.add(i + 1);
      }
    }
    return entries;
  }

  private String time(String field) {
    String time = text(field);
    if (time == null || !isLocal(time)) {
      return time;
    }
    return time + (time.length() == "2027-01-31T00:00".length() ? ":00Z" : "Z");
  }

  private ScheduleDocument schedule() {
    List<String> days = form.values().getOrDefault("schedule.days", List.of());
    ScheduleDocument schedule =
        new ScheduleDocument(
            days, text("schedule.from"), text("schedule.to"), text("schedule.zone"));
    boolean isLeftOut = schedule.equals(new ScheduleDocument(List.of(), null, null, null));
    return isLeftOut ? null : schedule;
  }

  private LimitsDocument limits() {
    LimitsDocument limits =
        new LimitsDocument(
            smaller(number("limits.concurrentTunnels")),
            smaller(number("limits.connectsPerMinute")),
            number("limits.bytesPerDay"),
            number("limits.bitsPerSecond"),
            text("limits.idleTimeout"),
            text("limits.maxDuration"));
    return limits.equals(new LimitsDocument(null, null, null, null, null, null)) ? null : limits;
  }

  /** What does not fit is out of bounds in any case, and told so. */
  private static Integer smaller(Long number) {
    return number == null
        ? null
        : (Integer) (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, number));
  }

  private Long number(String field) {
    String text = text(field);
    try {
      return text == null ? null : Long.valueOf(text);
    } catch (NumberFormatException e) {
      mistakes.add(new Mistake(field, 0, "", "must be a whole number"));
      return null;
    }
  }

  /** The days of the week, as policies name them. */
  static List<String> days() {
    return Stream.of(DayOfWeek.values()).map(DayOfWeek::name).collect(Collectors.toList());
  }
}
