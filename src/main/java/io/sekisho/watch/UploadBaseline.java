package io.sekisho.watch;

import io.sekisho.watch.Baselines.Baseline;
import io.sekisho.watch.Finding.Evidence;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Looks for users who send far more in a day than they do on others. What is over is counted by the
 * log's own sums; what open tunnels have sent so far, by their interim records. The sums are asked
 * each time that a user has sent another part of what makes one remarkable at all.
 */
final class UploadBaseline implements Rule {

  /** Users that are remembered. */
  static final int MAX_USERS = 20_000;

  /** Tunnels of one user that are: the largest. */
  static final int MAX_TUNNELS = 100;

  /** How finely a day is looked at: by what part of the least that is remarkable. */
  private static final int STEPS = 50;

  private record Sent(Evidence tunnel, long bytesUp, boolean open) {}

  /** What is known of a user's day. */
  private static final class Day {
    final LocalDate date;
    final Map<UUID, Sent> tunnels = new LinkedHashMap<>();
    long sinceAsked;
    Optional<Event> foundWith = Optional.empty();

    Day(LocalDate date) {
      this.date = date;
    }

    Set<UUID> open() {
      return open(Set.of())
          .map(sent -> sent.tunnel().tunnel())
          .collect(Collectors.toUnmodifiableSet());
    }

    Stream<Sent> open(Set<UUID> over) {
      return tunnels.values().stream()
          .filter(sent -> sent.open() && !over.contains(sent.tunnel().tunnel()));
    }
  }

  private final long minBytes;
  private final int factor;
  private final int minDays;
  private final Baselines baselines;
  private final Uploads uploads = new Uploads();
  private final Memory<String, Day> users = new Memory<>(MAX_USERS);

  UploadBaseline(int factor, long minBytes, int minDays, Baselines baselines) {
    this.factor = factor;
    this.minBytes = minBytes;
    this.minDays = minDays;
    this.baselines = baselines;
  }

  @Override
  public RuleName name() {
    return RuleName.UPLOAD_BASELINE;
  }

  @Override
  public Optional<Finding> observe(Event event) {
    if (event instanceof Event.Carried carried) {
      return sent(event, carried.bytesUp(), true);
    }
    return event instanceof Event.Closed closed
        ? sent(event, closed.bytesUp(), false)
        : Optional.empty();
  }

  private Optional<Finding> sent(Event event, long bytesUp, boolean open) {
    Attempted attempt = event.attempt();
    if (attempt.user().isEmpty()) {
      return Optional.empty();
    }
    String user = attempt.user().get();
    LocalDate date = LocalDate.ofInstant(attempt.began(), ZoneOffset.UTC);
    Day day =
        users.get(user).filter(known -> !known.date.isBefore(date)).orElseGet(() -> new Day(date));
    users.put(user, day);
    if (day.date.isAfter(date)) {
      // A tunnel of yesterday, or a record that comes late: looked at by itself.
      day = new Day(date);
    }
    Sent known = day.tunnels.get(attempt.tunnel());
    if (known == null || known.bytesUp() <= bytesUp && known.open()) {
      put(day, new Sent(new Evidence(attempt.tunnel(), attempt.began()), bytesUp, open));
    }
    day.sinceAsked += uploads.added(attempt.tunnel(), bytesUp);
    boolean again = day.foundWith.equals(Optional.of(event));
    if (day.sinceAsked < minBytes / STEPS && !again) {
      return Optional.empty();
    }
    Optional<Finding> found = ask(event, user, day);
    day.sinceAsked = 0;
    day.foundWith = found.map(finding -> event);
    return found;
  }

  private static void put(Day day, Sent sent) {
    day.tunnels.put(sent.tunnel().tunnel(), sent);
    if (day.tunnels.size() > MAX_TUNNELS) {
      Sent least = null;
      for (Sent one : day.tunnels.values()) {
        least = least == null || one.bytesUp() < least.bytesUp() ? one : least;
      }
      day.tunnels.remove(least.tunnel().tunnel());
    }
  }

  private Optional<Finding> ask(Event event, String user, Day day) {
    Baseline baseline = baselines.of(user, day.date, day.open());
    long today = baseline.today() + day.open(baseline.over()).mapToLong(Sent::bytesUp).sum();
    boolean remarkable =
        today >= minBytes && baseline.days() >= minDays && today >= factor * baseline.mean();
    return remarkable
        ? Optional.of(finding(event.time(), user, day, today, baseline))
        : Optional.empty();
  }

  private Finding finding(Instant time, String user, Day day, long today, Baseline baseline) {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("day", day.date.toString());
    figures.put("bytesUp", today);
    figures.put("meanBytesUp", Math.round(baseline.mean()));
    figures.put("days", baseline.days());
    figures.put("factor", factor);
    figures.put("minBytes", minBytes);
    List<Sent> largest = new ArrayList<>(day.tunnels.values());
    largest.sort(Comparator.comparing((Sent sent) -> sent.tunnel().began()));
    return new Finding(
        name(),
        Optional.of(user),
        Optional.empty(),
        Optional.empty(),
        time,
        Words.bytes(today)
            + " sent on "
            + day.date
            + ", where the mean of "
            + baseline.days()
            + " other days is "
            + Words.bytes(baseline.mean()),
        figures,
        largest.stream().map(Sent::tunnel).toList());
  }

  @Override
  public void forget() {
    users.forget();
    uploads.forget();
  }
}
