package io.sekisho.bench.peers;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** All measures of all contenders, which take turns. */
final class Run {

  private final Options options;
  private final List<Contender> contenders;
  private final LoadDriver driver;
  private final Results results = new Results();

  Run(Options options, List<Contender> contenders, Cleanup cleanup) throws IOException {
    this.options = options;
    this.contenders = contenders;
    this.driver = cleanup.add(new LoadDriver());
  }

  /** The column of what a contender and its database use together. */
  static String withDatabase(Contender contender) {
    return contender.name() + " + postgresql";
  }

  Results results() {
    return results;
  }

  /** What compiles itself is warm before the first round; rounds that do not count come first. */
  void measure() throws IOException {
    if (options.measures().stream().anyMatch(Measure::isTimed)) {
      for (Contender contender : contenders) {
        if (contender.isJvm()) {
          warmUp(contender);
        }
      }
    }
    for (int round = -options.warmUpRounds(); round < options.repetitions(); round++) {
      System.out.printf("round %d of %d%n", round + 1, options.repetitions());
      boolean counts = round >= 0;
      for (Measure measure : options.measures()) {
        for (Contender contender : inTurn(round)) {
          if (!contender.measures().contains(measure)) {
            continue;
          }
          if (measure != Measure.IDLE) {
            measure(measure, contender, counts);
          } else if (counts && !contender.processes().isEmpty()) {
            measureFresh(measure, contender);
          }
        }
      }
      if (counts) {
        contenders.forEach(this::resident);
      }
    }
  }

  /** Each round begins with another one, so that none always follows the same. */
  private List<Contender> inTurn(int round) {
    List<Contender> turned = new ArrayList<>(contenders);
    Collections.rotate(turned, -Math.floorMod(round, contenders.size()));
    return turned;
  }

  private void warmUp(Contender jvm) throws IOException {
    System.out.println("warming up " + jvm.name());
    try {
      results.note(
          jvm.name() + ": " + WarmUp.of(jvm, options).run(WarmUp.turn(jvm, driver, options)));
    } catch (MeasureFailed e) {
      results.note(jvm.name() + ", warm-up: " + e.getMessage());
    }
  }

  private void measureFresh(Measure measure, Contender contender) throws IOException {
    try (Contender fresh = contender.fresh()) {
      measure(measure, fresh, true);
    } catch (MeasureFailed e) {
      note(contender, measure, e.getMessage());
    }
  }

  private void measure(Measure measure, Contender contender, boolean counts) throws IOException {
    Usage usage = new Usage(contender, measure == Measure.IDLE);
    String command = measure.command(contender.routes(measure.origin()), options);
    try {
      Map<String, Double> told =
          driver.run(command, options.warmUpSeconds() + options.seconds(), usage);
      if (counts) {
        record(measure, contender, told, usage);
      }
    } catch (MeasureFailed e) {
      note(contender, measure, e.getMessage());
    }
  }

  private void record(Measure measure, Contender contender, Map<String, Double> told, Usage usage) {
    if (told.containsKey("seconds") && contender.processes().isEmpty()) {
      note(contender, measure, driverShare(told));
    }
    if (contender.isJvm() && measure.isTimed()) {
      results.compilerShare(of(contender, measure), usage.compilerShare());
    }
    if (told.containsKey("half")) {
      Growth growth = usage.growth(told);
      growth.curve().ifPresent(note -> note(contender, measure, note));
      if (contender.isJvm()) {
        note(contender, measure, growth.parts());
      }
    }
    usage.notes().forEach(note -> note(contender, measure, note));
    measure.figures(usage.outcome(told)).entrySet().stream()
        .filter(figure -> !figure.getKey().isOfProcesses() || !contender.processes().isEmpty())
        .forEach(figure -> results.add(figure.getKey(), contender.name(), figure.getValue()));
    if (!contender.database().isEmpty()) {
      measure.figures(usage.outcomeWithDatabase(told)).entrySet().stream()
          .filter(figure -> figure.getKey().isOfProcesses())
          .forEach(
              figure -> results.add(figure.getKey(), withDatabase(contender), figure.getValue()));
    }
  }

  /**
   * With nothing between driver and origins, it tells how much faster a proxy could be shown to be.
   */
  private static String driverShare(Map<String, Double> told) {
    return "the driver took %.0f %% of a processor"
        .formatted(told.get("driver") / told.get("seconds") * 100);
  }

  private void note(Contender contender, Measure measure, String note) {
    results.note(of(contender, measure) + ": " + note);
  }

  private static String of(Contender contender, Measure measure) {
    return contender.name() + ", " + measure.label();
  }

  private void resident(Contender contender) {
    if (contender.processes().isEmpty()) {
      return;
    }
    long own = Processes.below(contender.processes()).residentKib();
    results.add(Figure.RESIDENT, contender.name(), own / 1024.0);
    if (!contender.database().isEmpty()) {
      long database = Processes.below(contender.database()).residentKib();
      results.add(Figure.RESIDENT, withDatabase(contender), (own + database) / 1024.0);
    }
  }
}
