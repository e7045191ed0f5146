package io.sekisho.bench.peers;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;

/**
 * Loads a JVM in turn with what is measured later, again and again, until the compiler of what runs
 * often has hardly anything left to do during one whole turn, or for as long as is allowed. Until
 * then its figures are those of a compiler at work.
 *
 * @param clock seconds
 * @param compiled the processor time of C2 so far, in seconds
 */
record WarmUp(double longest, DoubleSupplier clock, DoubleSupplier compiled) {

  /** Of one processor. */
  private static final double QUIET = 0.03;

  /** The loads of a turn, with how long each is: tunnels have by far the most code to run. */
  private static final Map<Measure, Double> TURN =
      new TreeMap<>(
          Map.of(
              Measure.TUNNELS, 4.0,
              Measure.DOWN, 1.0,
              Measure.UP, 1.0,
              Measure.ROUND_TRIPS, 1.0));

  /** One turn of a load. */
  interface Turn {

    void run() throws IOException, MeasureFailed;
  }

  /**
   * How a warm-up ended.
   *
   * @param share what C2 took of a processor at last
   */
  record Ended(double seconds, double share) {

    @Override
    public String toString() {
      if (seconds == 0) {
        return "not warmed up";
      }
      return String.format(
          Locale.ROOT,
          "warmed up for %.0f s, at whose end its compiler C2 took %.1f %% of a processor",
          seconds,
          share * 100);
    }
  }

  static WarmUp of(Contender jvm, Options options) {
    return new WarmUp(
        options.jvmWarmUpSeconds(),
        () -> System.nanoTime() / 1e9,
        () ->
            Processes.compilersOf(jvm.processes(), Processes.Compiler.C2)
                .secondsSince(new Processes(Map.of())));
  }

  /** The loads of one turn, by a driver. */
  static Turn turn(Contender jvm, LoadDriver driver, Options options) {
    return () -> {
      for (Map.Entry<Measure, Double> load : TURN.entrySet()) {
        Measure measure = load.getKey();
        double seconds = load.getValue();
        driver.run(
            measure.command(jvm.routes(measure.origin()), options, 0, seconds),
            seconds,
            new Usage(jvm, false));
      }
    };
  }

  Ended run(Turn turn) throws IOException, MeasureFailed {
    double start = clock.getAsDouble();
    double share = 1;
    double now = start;
    while (share >= QUIET && now - start < longest) {
      double begin = now;
      double before = compiled.getAsDouble();
      turn.run();
      now = clock.getAsDouble();
      share = (compiled.getAsDouble() - before) / (now - begin);
    }
    return new Ended(now - start, share);
  }
}
