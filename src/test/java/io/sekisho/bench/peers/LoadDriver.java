package io.sekisho.bench.peers;

import io.sekisho.bench.load.Driver;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** The driver's process. */
final class LoadDriver implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 180;

  private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor();
  private final ChildProcess process;
  private final BufferedReader answers;
  private final PrintStream commands;

  /** Looks at the proxy where what is measured begins and ends. */
  interface Watcher {

    void begin();

    /** Half of all is there; of some loads only. */
    void half();

    /** Something that whoever reads the figures must know. */
    void note(String note);

    void end();
  }

  LoadDriver() throws IOException {
    process = ChildProcess.startJava(Driver.class);
    answers = process.process().inputReader(StandardCharsets.US_ASCII);
    commands =
        new PrintStream(process.process().getOutputStream(), true, StandardCharsets.US_ASCII);
  }

  /** One load, to its end. A driver that hangs is ended, which ends the run. */
  Map<String, Double> run(String command, double seconds, Watcher watcher)
      throws IOException, MeasureFailed {
    ScheduledFuture<?> giveUp =
        watch.schedule(process::close, (long) seconds + PATIENCE_SECONDS, TimeUnit.SECONDS);
    try {
      commands.println(command);
      return answer(watcher);
    } finally {
      giveUp.cancel(false);
    }
  }

  private Map<String, Double> answer(Watcher watcher) throws IOException, MeasureFailed {
    String line;
    while ((line = answers.readLine()) != null) {
      String[] words = line.split(" ", 2);
      switch (words[0]) {
        case "begin" -> watcher.begin();
        case "half" -> watcher.half();
        case "end" -> watcher.end();
        case "note" -> watcher.note(words[1]);
        case "wait" -> commands.println("go on");
        case "result" -> {
          return figures(words[1]);
        }
        case "failed" -> throw new MeasureFailed(words[1]);
        default -> throw new IOException("the driver says: " + line);
      }
    }
    throw new IOException("the driver has ended");
  }

  static Map<String, Double> figures(String text) {
    return Arrays.stream(text.split(" "))
        .map(figure -> figure.split("=", 2))
        .collect(Collectors.toMap(pair -> pair[0], pair -> Double.valueOf(pair[1])));
  }

  @Override
  public void close() {
    watch.shutdownNow();
    process.close();
  }
}
