package io.sekisho.bench.peers;

import io.sekisho.bench.load.Origins;
import io.sekisho.bench.load.Route;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;

/**
 * Minutes of mixed load on Sekisho: new tunnels at a fixed rate, messages, and bulk in both
 * directions, all at one time; and what it holds at their begin and end.
 */
final class Soak {

  private static final double WARM_UP_SECONDS = 30;

  private final Sekisho sekisho;
  private final double seconds;
  private final Cleanup cleanup;

  /** What is held: heap and buffers once garbage is collected. */
  private record Held(long heapKib, long directKib, long residentKib, int descriptors) {

    static Held by(Sekisho sekisho) {
      long pid = sekisho.processes().get(0);
      Jcmd.collectGarbage(pid);
      Processes processes = Processes.below(sekisho.processes());
      return new Held(
          Jcmd.heap(pid).usedKib(),
          buffersKib(sekisho.metrics()),
          processes.residentKib(),
          processes.descriptors());
    }

    @Override
    public String toString() {
      return "| %,d | %,d | %,d | %,d |".formatted(heapKib, directKib, residentKib, descriptors);
    }
  }

  Soak(Sekisho sekisho, double minutes, Cleanup cleanup) {
    this.sekisho = sekisho;
    this.seconds = minutes * 60;
    this.cleanup = cleanup;
  }

  void run() throws IOException {
    System.out.printf("soak: %.0f s%n", seconds);
    load(WARM_UP_SECONDS);
    Held begin = Held.by(sekisho);
    load(seconds);
    Held end = Held.by(sekisho);
    System.out.println("| | heap, KiB | direct, KiB | resident, KiB | descriptors |");
    System.out.println("|---|---|---|---|---|");
    System.out.println("| begin " + begin);
    System.out.println("| end " + end);
  }

  private void load(double length) throws IOException {
    List<CompletableFuture<?>> loads = new ArrayList<>();
    loads.add(start("latency", Origins.Kind.ECHO, 200, length));
    loads.add(start("round-trips", Origins.Kind.ECHO, 16, length));
    loads.add(start("down", Origins.Kind.SOURCE, 2, length));
    loads.add(start("up", Origins.Kind.DISCARD, 2, length));
    loads.forEach(CompletableFuture::join);
  }

  private CompletableFuture<?> start(String load, Origins.Kind kind, int number, double length)
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

  /** Of the buffers that the JVM knows, in the text that Prometheus reads. */
  static long buffersKib(String metrics) {
    return metrics
            .lines()
            .filter(line -> line.startsWith("jvm_buffer_memory_used_bytes{id=\"direct\""))
            .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
            .sum()
        / 1024;
  }
}
