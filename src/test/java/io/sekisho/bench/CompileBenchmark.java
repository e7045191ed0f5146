package io.sekisho.bench;

import io.sekisho.policy.Policy;
import io.sekisho.policy.PolicySnapshot;
import io.sekisho.policy.lint.Finding;
import io.sekisho.policy.lint.PolicyLint;
import java.time.Instant;
import java.util.List;
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

/** What is done with every change of the policies; it may grow with their number, and no faster. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class CompileBenchmark {

  @Param({"10", "100", "1000", "10000"})
  int policies;

  private List<Policy> set;

  @Setup
  public void make() {
    set = PolicySets.of(policies);
  }

  @Benchmark
  public PolicySnapshot snapshot() {
    return new PolicySnapshot(1, set);
  }

  @Benchmark
  public List<Finding> lint() {
    return PolicyLint.check(set, Instant.EPOCH, block -> false);
  }
}
