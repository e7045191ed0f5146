package io.sekisho.watch;

import io.sekisho.watch.Acquaintances.Acquaintance;
import io.sekisho.watch.Finding.Evidence;
import io.sekisho.watch.Windows.Mark;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks for much that a user sends to a host to which that user never went before. */
final class NewDestinationUpload implements Rule {

  private record Way(String user, String host) {}

  /** So finely the time is cut in which bytes are counted. */
  private static final int STEPS = 200;

  /** Tunnels that send less than such a part of what is looked for are not remembered. */
  private static final int LEAST = 10_000;

  private final long threshold;
  private final Duration within;
  private final Duration newFor;
  private final Duration learning;
  private final Acquainted acquainted;
  private final Uploads uploads = new Uploads();
  private final Windows<Way> windows;

  NewDestinationUpload(
      long threshold,
      Duration within,
      Duration newFor,
      Duration learning,
      Acquaintances acquaintances) {
    this.threshold = threshold;
    this.within = within;
    this.newFor = newFor;
    this.learning = learning;
    this.acquainted = new Acquainted(acquaintances);
    this.windows = new Windows<>(within, STEPS);
  }

  @Override
  public RuleName name() {
    return RuleName.NEW_DESTINATION_UPLOAD;
  }

  @Override
  public Optional<Finding> observe(Event event) {
    if (event instanceof Event.Carried carried) {
      return sent(event, carried.bytesUp());
    }
    return event instanceof Event.Closed closed ? sent(event, closed.bytesUp()) : Optional.empty();
  }

  private Optional<Finding> sent(Event event, long bytesUp) {
    Attempted attempt = event.attempt();
    if (attempt.user().isEmpty() || attempt.host().isEmpty()) {
      return Optional.empty();
    }
    Way way = new Way(attempt.user().get(), attempt.host().get());
    if (bytesUp < threshold / LEAST) {
      return Optional.empty();
    }
    long added = uploads.added(attempt.tunnel(), bytesUp);
    Mark mark =
        new Mark(
            event.time().toEpochMilli() / Math.max(1, within.toMillis() / STEPS),
            event.time(),
            false,
            added,
            new Evidence(attempt.tunnel(), attempt.began()));
    return windows
        .add(way, mark, marks -> marks.amount() >= threshold)
        .flatMap(
            marks ->
                acquainted
                    .of(way.user(), way.host(), event.time())
                    .filter(known -> known.isNewAt(event.time(), learning, newFor))
                    .map(known -> finding(event, way, known, marks)));
  }

  private static long sum(List<Mark> marks) {
    return marks.stream().mapToLong(Mark::amount).sum();
  }

  private Finding finding(Event event, Way way, Acquaintance known, List<Mark> marks) {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("host", way.host());
    figures.put("bytesUp", sum(marks));
    figures.put("threshold", threshold);
    figures.put("within", within.toString());
    figures.put("firstSeen", known.since().toString());
    return new Finding(
        name(),
        Optional.of(way.user()),
        Optional.empty(),
        Optional.of(way.host()),
        event.time(),
        Words.bytes(sum(marks))
            + " sent within "
            + Words.of(within)
            + " to "
            + way.host()
            + ", where this user had never gone before "
            + known.since(),
        figures,
        Windows.evidence(marks));
  }

  @Override
  public void forget() {
    windows.forget();
    uploads.forget();
    acquainted.forget();
  }
}
