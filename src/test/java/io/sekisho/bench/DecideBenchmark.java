package io.sekisho.bench;

import io.sekisho.destination.Authority;
import io.sekisho.destination.Host;
import io.sekisho.identity.Caller;
import io.sekisho.policy.Decision;
import io.sekisho.policy.PolicySnapshot;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One decision; it must not depend on how many policies there are. Sampled, so that the median
 * tells on a machine that does other things beside.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DecideBenchmark {

  private static final Caller CALLER =
      new Caller("alice", "s", "i", Set.of("developers", "staff", "group7", "group8"), Instant.MAX);
  private static final Instant TIME = Instant.parse("2026-03-04T12:00:00Z");
  private static final InetAddress ADDRESS = address("198.51.7.7");
  private static final InetAddress OTHER = address("203.0.113.7");

  @Param({"10", "100", "1000", "10000"})
  int policies;

  private final Authority host = Authority.parse("api.example.com:443");
  private final Authority below = Authority.parse("a.b.example.org:443");
  private final Authority bad = Authority.parse("bad.example.org:443");
  private final Authority unknown = Authority.parse("www.elsewhere.example:443");
  private PolicySnapshot snapshot;

  @Setup
  public void compile() {
    snapshot = new PolicySnapshot(1, PolicySets.of(policies));
  }

  @Benchmark
  public Decision allowedByHost() {
    return snapshot.decide(CALLER, host, TIME);
  }

  @Benchmark
  public Decision allowedBySuffix() {
    return snapshot.decide(CALLER, below, TIME);
  }

  @Benchmark
  public Decision allowedByBlock() {
    return snapshot.decide(CALLER, unknown, ADDRESS, TIME);
  }

  @Benchmark
  public Decision denied() {
    return snapshot.decide(CALLER, bad, TIME);
  }

  /** By an address that no policy allows. */
  @Benchmark
  public Decision deniedByDefault() {
    return snapshot.decide(CALLER, unknown, OTHER, TIME);
  }

  private static InetAddress address(String text) {
    return ((Host.Address) Host.parseWritten(text)).address();
  }
}
