package io.sekisho.watch;

import io.sekisho.watch.Acquaintances.Acquaintance;
import io.sekisho.watch.Finding.Evidence;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Looks for tunnels with little in them that one user opens to one host at regular intervals, as
 * what waits for orders does. So does much else that polls: therefore only to hosts that are new to
 * that user, and that hardly anybody else goes to.
 */
final class Beacon implements Rule {

  /** Ways that are remembered; a dozen tunnels of each take some 50 MB. */
  static final int MAX_WAYS = 50_000;

  /**
   * What it is told.
   *
   * @param threshold so many tunnels in a row
   * @param maxBytes that each may send
   * @param maxDeviation of the times between them, as a part of their mean
   * @param minInterval the shortest mean
   * @param maxInterval the longest mean
   * @param maxUsers that go to that host
   * @param newFor for how long it is new
   * @param learning for how long a user must be known
   */
  record Bounds(
      int threshold,
      long maxBytes,
      double maxDeviation,
      Duration minInterval,
      Duration maxInterval,
      int maxUsers,
      Duration newFor,
      Duration learning) {}

  private record Way(String user, String host, int port) {}

  private record Beat(Evidence tunnel, long bytesUp) {
    Instant time() {
      return tunnel.began();
    }
  }

  /** The times between beats, in seconds. */
  private record Rhythm(double mean, double deviation) {

    static Rhythm of(List<Beat> beats) {
      double[] between = new double[beats.size() - 1];
      for (int i = 0; i < between.length; i++) {
        between[i] =
            Duration.between(beats.get(i).time(), beats.get(i + 1).time()).toMillis() / 1_000.0;
      }
      double mean = mean(between);
      double squares = 0;
      for (double one : between) {
        squares += (one - mean) * (one - mean);
      }
      return new Rhythm(mean, Math.sqrt(squares / between.length) / mean);
    }

    private static double mean(double[] values) {
      double sum = 0;
      for (double one : values) {
        sum += one;
      }
      return sum / values.length;
    }
  }

  private final Bounds bounds;
  private final Acquainted acquainted;
  private final Memory<Way, List<Beat>> ways = new Memory<>(MAX_WAYS);

  Beacon(Bounds bounds, Acquaintances acquaintances) {
    this.bounds = bounds;
    this.acquainted = new Acquainted(acquaintances);
  }

  @Override
  public RuleName name() {
    return RuleName.BEACON;
  }

  @Override
  public Optional<Finding> observe(Event event) {
    Attempted attempt = event.attempt();
    if (!(event instanceof Event.Closed closed)
        || attempt.user().isEmpty()
        || attempt.host().isEmpty()) {
      return Optional.empty();
    }
    Way way = new Way(attempt.user().get(), attempt.host().get(), attempt.port().orElse(0));
    List<Beat> beats = ways.get(way).orElseGet(() -> new ArrayList<>(2));
    ways.put(way, beats);
    insert(beats, new Beat(new Evidence(attempt.tunnel(), attempt.began()), closed.bytesUp()));
    if (beats.size() < bounds.threshold()
        || beats.stream().anyMatch(beat -> beat.bytesUp() > bounds.maxBytes())) {
      return Optional.empty();
    }
    Rhythm rhythm = Rhythm.of(beats);
    return isRegular(rhythm)
        ? acquainted
            .of(way.user(), way.host(), event.time())
            .filter(known -> isRemarkable(known, event.time()))
            .map(known -> finding(event, way, rhythm, known, beats))
        : Optional.empty();
  }

  /** In the order in which they began, which is not always that in which they end. */
  private void insert(List<Beat> beats, Beat beat) {
    int place = beats.size();
    while (place > 0 && beats.get(place - 1).time().isAfter(beat.time())) {
      place--;
    }
    boolean again = beats.stream().anyMatch(known -> known.tunnel().equals(beat.tunnel()));
    if (!again) {
      beats.add(place, beat);
      if (beats.size() > bounds.threshold()) {
        beats.remove(0);
      }
    }
  }

  private boolean isRegular(Rhythm rhythm) {
    return rhythm.mean() * 1_000 >= bounds.minInterval().toMillis()
        && rhythm.mean() * 1_000 <= bounds.maxInterval().toMillis()
        && rhythm.deviation() <= bounds.maxDeviation();
  }

  private boolean isRemarkable(Acquaintance known, Instant time) {
    return known.users() <= bounds.maxUsers()
        && known.isNewAt(time, bounds.learning(), bounds.newFor());
  }

  private Finding finding(
      Event event, Way way, Rhythm rhythm, Acquaintance known, List<Beat> beats) {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("host", way.host());
    figures.put("port", way.port());
    figures.put("tunnels", beats.size());
    figures.put("threshold", bounds.threshold());
    figures.put("intervalSeconds", Math.round(rhythm.mean() * 10) / 10.0);
    figures.put("deviationPercent", Math.round(rhythm.deviation() * 1_000) / 10.0);
    figures.put("maxDeviationPercent", Math.round(bounds.maxDeviation() * 1_000) / 10.0);
    figures.put("maxBytesUp", beats.stream().mapToLong(Beat::bytesUp).max().orElse(0));
    figures.put("users", known.users());
    figures.put("firstSeen", known.since().toString());
    return new Finding(
        name(),
        Optional.of(way.user()),
        Optional.empty(),
        Optional.of(way.host() + ":" + way.port()),
        event.time(),
        beats.size()
            + " small tunnels in a row to "
            + way.host()
            + ":"
            + way.port()
            + ", one every "
            + Words.of(Duration.ofSeconds(Math.round(rhythm.mean()))),
        figures,
        beats.stream().map(Beat::tunnel).toList());
  }

  @Override
  public void forget() {
    ways.forget();
    acquainted.forget();
  }

  /** How many ways are remembered now. */
  long size() {
    return ways.weight();
  }
}
