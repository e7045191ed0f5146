package io.sekisho.bench;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sekisho.support.TestConfig;
import io.sekisho.telemetry.MetersFactory;
import io.sekisho.watch.Acquaintances;
import io.sekisho.watch.Baselines;
import io.sekisho.watch.LogWatcher;
import io.sekisho.watch.WatchedRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What one record takes to be watched, by all rules: pages of openings and ends of short tunnels,
 * between users and hosts of which there are some. Nothing is found, and the past answers at once.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class WatchBenchmark {

  private static final int PAGE = 1_000;
  private static final int USERS = 300;

  /** Of each user. */
  @Param({"1", "10", "200"})
  int hosts;

  private final LogWatcher watcher =
      new LogWatcher(
          TestConfig.with(Map.of()),
          new Strangers(),
          (user, day, open) -> new Baselines.Baseline(0, 0, 0, Set.of()),
          time -> List.of(),
          findings -> List.of(),
          MetersFactory.on(new SimpleMeterRegistry()));

  private final List<WatchedRecord> page = new ArrayList<>();
  private Instant time = Instant.parse("2026-03-02T12:00:00Z");
  private int tunnel;

  private static final class Strangers implements Acquaintances {
    @Override
    public void learn(Collection<Visit> visits) {
      // They are the same always.
    }

    @Override
    public Optional<Acquaintance> of(String user, String host) {
      return Optional.empty();
    }
  }

  /** Time goes on, and every tunnel is another one. */
  @Setup(Level.Invocation)
  public void record() {
    page.clear();
    while (page.size() < PAGE) {
      time = time.plusMillis(1);
      WatchedRecord.Attempt attempt = attempt(tunnel++);
      page.add(record("opened", time, attempt, null));
      page.add(record("closed", time.plusMillis(3), attempt, "client_closed"));
    }
  }

  private WatchedRecord.Attempt attempt(int number) {
    int user = number % USERS;
    return new WatchedRecord.Attempt(
        new UUID(7, number),
        time,
        "user-" + user,
        "pass-" + user,
        "10.0.7." + user % 256,
        "h" + number / USERS % hosts + ".example.com",
        443);
  }

  private static WatchedRecord record(
      String kind, Instant time, WatchedRecord.Attempt attempt, String closeReason) {
    return new WatchedRecord(UUID.randomUUID(), kind, time, attempt, null, 2_000, closeReason);
  }

  @Benchmark
  @OperationsPerInvocation(PAGE)
  public void watch() {
    watcher.accept(page);
  }
}
