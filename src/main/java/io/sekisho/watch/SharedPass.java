package io.sekisho.watch;

import io.sekisho.watch.Finding.Evidence;
import io.sekisho.watch.Windows.Mark;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks for one pass that is shown from many addresses. */
final class SharedPass implements Rule {

  private final int threshold;
  private final Duration within;
  private final Windows<String> windows;

  SharedPass(int threshold, Duration within) {
    this.threshold = threshold;
    this.within = within;
    this.windows = new Windows<>(within, threshold);
  }

  @Override
  public RuleName name() {
    return RuleName.SHARED_PASS;
  }

  @Override
  public Optional<Finding> observe(Event event) {
    Attempted attempt = event.attempt();
    boolean shown = event instanceof Event.Opened || event instanceof Event.Refused;
    if (!shown || attempt.user().isEmpty() || attempt.pass().isEmpty()) {
      return Optional.empty();
    }
    String pass = attempt.pass().get();
    return attempt
        .source()
        .flatMap(
            source ->
                windows.add(
                    pass,
                    new Mark(
                        source,
                        event.time(),
                        false,
                        0,
                        new Evidence(attempt.tunnel(), attempt.began())),
                    marks -> marks.size() >= threshold))
        .map(marks -> finding(event, pass, marks));
  }

  private Finding finding(Event event, String pass, List<Mark> marks) {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("pass", pass);
    figures.put("addresses", marks.size());
    figures.put("threshold", threshold);
    figures.put("within", within.toString());
    return new Finding(
        name(),
        event.attempt().user(),
        Optional.empty(),
        Optional.empty(),
        event.time(),
        "one pass from " + marks.size() + " addresses within " + Words.of(within),
        figures,
        Windows.evidence(marks));
  }

  @Override
  public void forget() {
    windows.forget();
  }
}
