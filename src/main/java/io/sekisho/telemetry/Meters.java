package io.sekisho.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Every meter of the proxy; see operations.md for what each one tells. */
@ApplicationScoped
public class Meters {

  /** The stages of the flow that take time. */
  public enum Stage {
    AUTHENTICATE,
    DECIDE,
    RESOLVE,
    LIMIT,
    DIAL,
    RECORD,
    TOTAL
  }

  private final MeterRegistry registry;
  private final Map<Stage, Timer> stages = new EnumMap<>(Stage.class);
  private final List<LongSupplier> totals = new CopyOnWriteArrayList<>();
  private final Timer commits;
  private final DistributionSummary committed;
  private final Timer spooled;
  private final Counter unrecorded;

  Meters(MeterRegistry registry) {
    this.registry = registry;
    for (Stage stage : Stage.values()) {
      stages.put(
          stage,
          Timer.builder("sekisho.connect")
              .description("Time from a request's head to its answer, by stage")
              .tag("stage", stage.name().toLowerCase(Locale.ROOT))
              .publishPercentileHistogram()
              .minimumExpectedValue(Duration.ofNanos(50_000))
              .maximumExpectedValue(Duration.ofSeconds(30))
              .register(registry));
    }
    this.commits =
        groups(
            "sekisho.audit.commit",
            "Time that one group of audit records takes to commit",
            registry);
    this.committed =
        DistributionSummary.builder("sekisho.audit.commit.records")
            .description("Audit records in one commit")
            .register(registry);
    this.spooled =
        groups(
            "sekisho.audit.spool", "Time that one group of audit records takes to spool", registry);
    this.unrecorded =
        Counter.builder("sekisho.audit.unrecorded")
            .description("Refused attempts that could not be recorded, as the queue was full")
            .register(registry);
  }

  private static Timer groups(String name, String description, MeterRegistry registry) {
    return Timer.builder(name)
        .description(description)
        .publishPercentileHistogram()
        .minimumExpectedValue(Duration.ofNanos(100_000))
        .maximumExpectedValue(Duration.ofSeconds(10))
        .register(registry);
  }

  /** Counts an answered request: {@code opened}, or the reason of its refusal. */
  public void request(String outcome) {
    registry.counter("sekisho.connect.requests", "outcome", outcome).increment();
  }

  /** Counts a connection that was closed before it could ask for anything, and why. */
  public void dropped(String reason) {
    registry.counter("sekisho.connections.dropped", "reason", reason).increment();
  }

  /** Counts a pass that was not accepted, and why. */
  public void authenticationFailed(String fault) {
    registry.counter("sekisho.authentication.failures", "fault", fault).increment();
  }

  /** Counts a tunnel that is over. */
  public void tunnelClosed(String reason) {
    registry.counter("sekisho.tunnels.closed", "reason", reason).increment();
  }

  /** Counts an alert. */
  public void alert(String rule) {
    registry.counter("sekisho.alerts", "rule", rule).increment();
  }

  /** Adds what a stage took. */
  public void took(Stage stage, long nanos) {
    stages.get(stage).record(Duration.ofNanos(nanos));
  }

  /** Adds what one commit took, and how many records it had. */
  public void committed(long nanos, int records) {
    commits.record(Duration.ofNanos(nanos));
    committed.record(records);
  }

  /** Adds what it took until one group was in the spool for certain. */
  public void spooled(long nanos) {
    spooled.record(Duration.ofNanos(nanos));
  }

  /** Counts a record that was given up. */
  public void unrecorded() {
    unrecorded.increment();
  }

  /** Counts records that a stream's receiver has. */
  public void streamed(String stream, int records) {
    registry.counter("sekisho.audit.stream.records", "stream", stream).increment(records);
  }

  /** Counts an attempt to hand records over that failed. */
  public void streamFailed(String stream) {
    streamFailures(stream).increment();
  }

  private Counter streamFailures(String stream) {
    return registry.counter("sekisho.audit.stream.failures", "stream", stream);
  }

  /** Shows a stream; how many records it has not handed over may be null: not known. */
  public void stream(String stream, Supplier<Number> lag) {
    Gauge.builder("sekisho.audit.stream.lag.records", lag)
        .description("Records that the stream has not handed over")
        .tag("stream", stream)
        .strongReference(true)
        .register(registry);
    streamed(stream, 0);
    streamFailures(stream);
  }

  /** Shows a value that changes by itself. */
  public void gauge(String name, String description, Supplier<Number> value) {
    Gauge.builder(name, value).description(description).strongReference(true).register(registry);
  }

  /** Shows a total that somebody else keeps. */
  public void bytes(String direction, LongSupplier total) {
    // The registry itself would hold it weakly, and show 0 once it is collected.
    totals.add(total);
    FunctionCounter.builder("sekisho.tunnel.bytes", total, LongSupplier::getAsLong)
        .description("Bytes relayed")
        .tag("direction", direction)
        .register(registry);
  }

  /** Shows how many of the bytes were not copied. */
  public void splicedBytes(LongSupplier total) {
    totals.add(total);
    FunctionCounter.builder("sekisho.tunnel.spliced.bytes", total, LongSupplier::getAsLong)
        .description("Bytes relayed without being copied, of both directions")
        .register(registry);
  }
}
