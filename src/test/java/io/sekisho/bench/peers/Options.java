package io.sekisho.bench.peers;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Properties;

/** What is to be measured, and for how long. */
record Options(
    List<String> peers,
    List<Measure> measures,
    int repetitions,
    int warmUpRounds,
    double seconds,
    double warmUpSeconds,
    int rate,
    int idle,
    double soakMinutes,
    Path build) {

  private static final String ALL = "all";

  static Options of(Properties properties) {
    return new Options(
        list(properties.getProperty("bench.peers", ALL)),
        measures(properties.getProperty("bench.measures", ALL)),
        Integer.parseInt(properties.getProperty("bench.repetitions", "3")),
        Integer.parseInt(properties.getProperty("bench.warm-up-rounds", "1")),
        Double.parseDouble(properties.getProperty("bench.seconds", "8")),
        Double.parseDouble(properties.getProperty("bench.warm-up", "5")),
        Integer.parseInt(properties.getProperty("bench.rate", "1000")),
        Integer.parseInt(properties.getProperty("bench.idle", "2000")),
        Double.parseDouble(properties.getProperty("bench.soak", "0")),
        Path.of(properties.getProperty("sekisho.build.directory", "target")));
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

  private static List<Measure> measures(String text) {
    List<String> names = list(text);
    return names.isEmpty()
        ? List.of(Measure.values())
        : names.stream()
            .map(name -> Measure.valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_')))
            .toList();
  }
}
