package io.sekisho.watch;

import io.sekisho.watch.Finding.Evidence;
import io.sekisho.watch.Windows.Mark;
import io.sekisho.watch.Windows.Tally;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Looks for a user who tries out many hosts, or many ports of one host: few are enough if they fail
 * as guesses do, more if they do not.
 */
final class Scan implements Rule {

  /** What is tried out of what. */
  private record Range(String user, String host) {}

  private final RuleName name;
  private final int threshold;
  private final int thresholdOfAll;
  private final Duration within;
  private final Windows<Range> windows;

  /**
   * @param name {@link RuleName#SCAN_PORTS} or {@link RuleName#SCAN_HOSTS}
   * @param threshold so many that fail
   * @param thresholdOfAll so many, whether they fail or not
   */
  Scan(RuleName name, int threshold, int thresholdOfAll, Duration within) {
    this.name = name;
    this.threshold = threshold;
    this.thresholdOfAll = thresholdOfAll;
    this.within = within;
    this.windows = new Windows<>(within, Math.max(threshold, thresholdOfAll));
  }

  @Override
  public RuleName name() {
    return name;
  }

  @Override
  public Optional<Finding> observe(Event event) {
    Attempted attempt = event.attempt();
    boolean tried =
        event instanceof Event.Opened
            || event instanceof Event.Refused refused
                && (refused.cause() == Event.Cause.DENIED
                    || refused.cause() == Event.Cause.NOT_REACHED);
    if (!tried || attempt.user().isEmpty() || attempt.host().isEmpty()) {
      return Optional.empty();
    }
    String host = attempt.host().get();
    Range range = new Range(attempt.user().get(), isOfPorts() ? host : "");
    Mark mark =
        new Mark(
            isOfPorts() ? attempt.port().orElse(0) : host,
            event.time(),
            event instanceof Event.Refused,
            0,
            new Evidence(attempt.tunnel(), attempt.began()));
    return windows.add(range, mark, this::isEnough).map(marks -> finding(event, range, marks));
  }

  private boolean isOfPorts() {
    return name == RuleName.SCAN_PORTS;
  }

  private boolean isEnough(Tally marks) {
    return marks.size() >= thresholdOfAll || marks.failing() >= threshold;
  }

  private static long failing(List<Mark> marks) {
    return marks.stream().filter(Mark::failing).count();
  }

  private Finding finding(Event event, Range range, List<Mark> marks) {
    Map<String, Object> figures = new LinkedHashMap<>();
    if (isOfPorts()) {
      figures.put("host", range.host());
    }
    figures.put(isOfPorts() ? "ports" : "hosts", marks.size());
    figures.put("failing", failing(marks));
    figures.put("threshold", threshold);
    figures.put("thresholdOfAll", thresholdOfAll);
    figures.put("within", within.toString());
    return new Finding(
        name,
        Optional.of(range.user()),
        Optional.empty(),
        isOfPorts() ? Optional.of(range.host()) : Optional.empty(),
        event.time(),
        marks.size()
            + (isOfPorts() ? " ports of " + range.host() : " hosts")
            + " within "
            + Words.of(within)
            + ", of which "
            + failing(marks)
            + " could not be reached or were denied",
        figures,
        Windows.evidence(marks));
  }

  @Override
  public void forget() {
    windows.forget();
  }
}
