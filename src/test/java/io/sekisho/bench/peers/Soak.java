package io.sekisho.bench.peers;

import static org.awaitility.Awaitility.await;

import io.sekisho.bench.load.Origins;
import io.sekisho.bench.load.Route;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;

/**
 * Minutes of mixed load on a Sekisho of its own: new tunnels at a fixed rate, messages, and bulk in
 * both directions, all at one time; and whether it holds more at their end than at their begin,
 * when it was warm and had had the same load for a while already.
 */
final class Soak {

  private static final double SETTLING_SECONDS = 30;
  private static final Duration A_MINUTE = Duration.ofMinutes(1);

  private final Sekisho first;
  private final Options options;
  private final Cleanup cleanup;

  Soak(Sekisho first, Options options, Cleanup cleanup) {
    this.first = first;
    this.options = options;
    this.cleanup = cleanup;
  }

  /** Whether it held no more at the end. */
  boolean run() throws IOException, MeasureFailed {
    double seconds = options.soakMinutes() * 60;
    System.out.printf("soak: %.0f s, once it is warm%n", seconds);
    try (Sekisho sekisho = first.fresh()) {
      WarmUp.Ended warm = warmUp(sekisho);
      load(sekisho, SETTLING_SECONDS);
      Held begin = held(sekisho);
      load(sekisho, seconds);
      Held end = held(sekisho);
      String text = report(begin, end, warm);
      System.out.println(text);
      Files.writeString(options.build().resolve("bench/soak.md"), text);
      return end.grownBeyond(begin).isEmpty();
    }
  }

  private String report(Held begin, Held end, WarmUp.Ended warm) {
    List<String> grown = end.grownBeyond(begin);
    return """
        | | heap, KiB | direct buffers, KiB | resident, KiB | descriptors |
        |---|---|---|---|---|
        %s%s%s
        %.1f minutes of mixed load; %s. %s
        """
        .formatted(
            begin.row("begin"),
            end.row("end"),
            Held.bounds(),
            options.soakMinutes(),
            warm,
            grown.isEmpty()
                ? "It did not grow beyond the bounds."
                : "It grew: " + String.join("; ", grown) + ".");
  }

  private WarmUp.Ended warmUp(Sekisho sekisho) throws IOException, MeasureFailed {
    try (LoadDriver driver = cleanup.add(new LoadDriver())) {
      return WarmUp.of(sekisho, options).run(WarmUp.turn(sekisho, driver, options));
    }
  }

  /** Once nothing is open any more. */
  private static Held held(Sekisho sekisho) {
    await().atMost(A_MINUTE).until(() -> sekisho.metrics().contains("sekisho_tunnels_active 0.0"));
    return Held.by(sekisho);
  }

  private void load(Sekisho sekisho, double length) throws IOException {
    List<CompletableFuture<?>> loads = new ArrayList<>();
    loads.add(start(sekisho, "latency", Origins.Kind.ECHO, 200, length));
    loads.add(start(sekisho, "round-trips", Origins.Kind.ECHO, 16, length));
    loads.add(start(sekisho, "down", Origins.Kind.SOURCE, 2, length));
    loads.add(start(sekisho, "up", Origins.Kind.DISCARD, 2, length));
    loads.forEach(CompletableFuture::join);
  }

  private CompletableFuture<?> start(
      Sekisho sekisho, String load, Origins.Kind kind, int number, double length)
      throws IOException {
    String routes =
        sekisho.routes(kind).stream().map(Route::encoded).collect(Collectors.joining(","));
    String command = "%s %s number=%d seconds=%s".formatted(load, routes, number, length);
    LoadDriver driver = cleanup.add(new LoadDriver());
    return CompletableFuture.runAsync(
        () -> {
          try (driver) {
            driver.run(command, length, new Usage(sekisho, false));
          } catch (IOException | MeasureFailed e) {
            throw new CompletionException(load, e);
          }
        });
  }
}
