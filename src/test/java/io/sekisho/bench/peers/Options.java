package io.sekisho.bench.peers;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * What is to be measured, and for how long. A key that is not given or empty has its default, which
 * is another one for some in a quick run.
 *
 * @param jvmWarmUpSeconds the longest that a JVM is warmed up before anything is measured
 * @param soakMinutes 0 for none
 */
record Options(
    boolean quick,
    List<String> peers,
    List<Measure> measures,
    int repetitions,
    int warmUpRounds,
    double seconds,
    double warmUpSeconds,
    double jvmWarmUpSeconds,
    int rate,
    int idle,
    double soakMinutes,
    Path build) {

  private static final String ALL = "all";

  private static final Map<String, String> DEFAULTS =
      Map.of(
          "peers", ALL,
          "measures", ALL,
          "repetitions", "3",
          "warm-up-rounds", "1",
          "seconds", "8",
          "warm-up", "5",
          "jvm-warm-up", "90",
          "rate", "1000",
          "idle", "2000",
          "soak", "0");

  private static final Map<String, String> QUICK =
      Map.of(
          "peers", "haproxy,trafficserver,squid-auth,sekisho",
          "repetitions", "2",
          "warm-up-rounds", "0",
          "seconds", "4",
          "warm-up", "3",
          "idle", "1000");

  static Options of(Properties properties) {
    boolean quick = Boolean.parseBoolean(properties.getProperty("bench.quick"));
    Source source = new Source(properties, quick);
    return new Options(
        quick,
        peers(source.text("peers")),
        measures(source.text("measures")),
        (int) source.number("repetitions"),
        (int) source.number("warm-up-rounds"),
        source.number("seconds"),
        source.number("warm-up"),
        source.number("jvm-warm-up"),
        (int) source.number("rate"),
        (int) source.number("idle"),
        source.number("soak"),
        Path.of(properties.getProperty("sekisho.build.directory", "target")));
  }

  private record Source(Properties properties, boolean quick) {

    String text(String key) {
      String given = properties.getProperty("bench." + key, "").strip();
      if (!given.isEmpty()) {
        return given;
      }
      return quick ? QUICK.getOrDefault(key, DEFAULTS.get(key)) : DEFAULTS.get(key);
    }

    double number(String key) {
      return Double.parseDouble(text(key));
    }
  }

  /** Whether a contender takes part. */
  boolean wants(String name) {
    return peers.isEmpty() || peers.contains(name);
  }

  /** Empty for all. */
  private static List<String> list(String text) {
    return text.equals(ALL)
        ? List.of()
        : Arrays.stream(text.split(",")).map(String::strip).toList();
  }

  private static List<String> peers(String text) {
    List<String> names = list(text);
    List<String> known =
        Stream.concat(Peer.ALL.stream().map(Peer::name), Stream.of(Sekisho.NAME, Sekisho.NO_RECORD))
            .toList();
    if (!known.containsAll(names)) {
      throw new IllegalArgumentException("of bench.peers %s are known: %s".formatted(known, names));
    }
    return names;
  }

  private static List<Measure> measures(String text) {
    List<String> names = list(text);
    return names.isEmpty()
        ? List.of(Measure.values())
        : names.stream()
            .map(name -> Measure.valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_')))
            .toList();
  }
}
