package io.sekisho.bench.load;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Loads proxies as it is told on standard input. */
public final class Driver implements Signals {

  private final BufferedReader input =
      new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));

  private Duration used = Duration.ZERO;

  private Driver() {}

  /** Works until standard input ends. */
  public static void main(String[] arguments) throws IOException {
    Driver driver = new Driver();
    String command;
    while ((command = driver.input.readLine()) != null) {
      System.out.println(driver.answer(command));
    }
  }

  private String answer(String command) {
    try {
      Map<String, Double> figures = new TreeMap<>(load(command).run(this));
      figures.put("driver", used.toMillis() / 1e3);
      return figures.entrySet().stream()
          .map(figure -> figure.getKey() + "=" + figure.getValue())
          .collect(Collectors.joining(" ", "result ", ""));
    } catch (IOException | UncheckedIOException e) {
      return "failed " + e.getMessage();
    }
  }

  private static Load load(String command) throws IOException {
    String[] words = command.split(" ");
    List<Route> routes = Route.decode(words[1]);
    Map<String, String> options =
        Arrays.stream(words)
            .skip(2)
            .map(word -> word.split("=", 2))
            .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    Length length = new Length(number(options, "warm-up"), number(options, "seconds"));
    int number = (int) number(options, "number");
    return switch (words[0]) {
      case "tunnels" -> new TunnelLoad(routes, number, length);
      case "latency" -> new LatencyLoad(routes, number, length);
      case "down" -> new BulkLoad(new Tunnels(routes, number), false, length);
      case "up" -> new BulkLoad(new Tunnels(routes, number), true, length);
      case "round-trips" -> new RoundTripLoad(new Tunnels(routes, number), length);
      case "idle" -> new IdleLoad(routes, number);
      case "half-close" -> new HalfCloseLoad(routes.get(0));
      default -> throw new IllegalArgumentException(command);
    };
  }

  private static double number(Map<String, String> options, String name) {
    return Double.parseDouble(options.getOrDefault(name, "0"));
  }

  @Override
  public void begin() {
    used = used().negated();
    System.out.println("begin");
  }

  @Override
  public void half() {
    System.out.println("half");
  }

  @Override
  public void note(String note) {
    System.out.println("note " + note);
  }

  @Override
  public void end() {
    used = used.plus(used());
    System.out.println("end");
  }

  @Override
  public void await() throws IOException {
    System.out.println("wait");
    if (input.readLine() == null) {
      throw new EOFException();
    }
  }

  /** The processor time of this process. */
  private static Duration used() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** Ends this process when nobody is left who could tell it to. */
  static void endWithInput() {
    Thread watch =
        new Thread(
            () -> {
              try {
                while (System.in.read() >= 0) {
                  // Nothing is told on it but its end.
                }
              } catch (IOException e) {
                // That is its end too.
              }
              System.exit(0);
            },
            "input");
    watch.setDaemon(true);
    watch.start();
  }
}
