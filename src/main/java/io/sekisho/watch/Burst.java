package io.sekisho.watch;

import io.sekisho.tunnel.CloseReason;
import io.sekisho.watch.Finding.Evidence;
import io.sekisho.watch.Windows.Mark;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** Looks for many of one kind of events of one user, or from one address, in a short time. */
final class Burst implements Rule {

  private final RuleName name;
  private final int threshold;
  private final Duration within;
  private final Predicate<Event> kind;
  private final Function<Attempted, Optional<String>> subject;
  private final boolean ofUsers;
  private final String what;
  private final Windows<String> windows;

  private Burst(
      RuleName name,
      int threshold,
      Duration within,
      Predicate<Event> kind,
      boolean ofUsers,
      String what) {
    this.name = name;
    this.threshold = threshold;
    this.within = within;
    this.kind = kind;
    this.ofUsers = ofUsers;
    this.subject = ofUsers ? Attempted::user : Attempted::source;
    this.what = what;
    this.windows = new Windows<>(within, threshold);
  }

  static Burst ofDenials(int threshold, Duration within) {
    return new Burst(
        RuleName.DENIALS,
        threshold,
        within,
        event -> isRefused(event, Event.Cause.DENIED),
        true,
        "attempts that were denied");
  }

  static Burst ofBadPasses(int threshold, Duration within) {
    return new Burst(
        RuleName.BAD_PASSES,
        threshold,
        within,
        event -> isRefused(event, Event.Cause.BAD_PASS),
        false,
        "passes that were not accepted");
  }

  static Burst ofHelloViolations(int threshold, Duration within) {
    return new Burst(
        RuleName.HELLO_VIOLATION,
        threshold,
        within,
        event ->
            event instanceof Event.Closed closed
                && closed.reason().equals(CloseReason.TLS_VIOLATION.label()),
        true,
        "tunnels that did not begin with the ClientHello that their policy demands");
  }

  private static boolean isRefused(Event event, Event.Cause cause) {
    return event instanceof Event.Refused refused && refused.cause() == cause;
  }

  @Override
  public RuleName name() {
    return name;
  }

  @Override
  public Optional<Finding> observe(Event event) {
    Attempted attempt = event.attempt();
    return kind.test(event)
        ? subject
            .apply(attempt)
            .flatMap(
                whose ->
                    windows
                        .add(whose, mark(event), marks -> marks.size() >= threshold)
                        .map(marks -> finding(event, whose, marks)))
        : Optional.empty();
  }

  private static Mark mark(Event event) {
    Attempted attempt = event.attempt();
    return new Mark(
        attempt.tunnel(), event.time(), true, 0, new Evidence(attempt.tunnel(), attempt.began()));
  }

  private Finding finding(Event event, String whose, List<Mark> marks) {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("attempts", marks.size());
    figures.put("threshold", threshold);
    figures.put("within", within.toString());
    return new Finding(
        name,
        ofUsers ? Optional.of(whose) : Optional.empty(),
        ofUsers ? Optional.empty() : Optional.of(whose),
        Optional.empty(),
        event.time(),
        marks.size() + " " + what + " within " + Words.of(within),
        figures,
        Windows.evidence(marks));
  }

  @Override
  public void forget() {
    windows.forget();
  }
}
