package io.sekisho.stream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sekisho.audit.LogEntry;
import io.sekisho.audit.LogFollower;
import io.sekisho.config.StreamConfig;
import io.sekisho.telemetry.Meters;
import java.util.List;
import java.util.Locale;

/** One configured stream. Its way is opened when there is something to hand over. */
public final class AuditStream implements LogFollower {

  private static final String FOLLOWER = "stream:";

  private final String name;
  private final StreamConfig config;
  private final Sink.Opening opening;
  private final Meters meters;
  private volatile Sink sink;

  AuditStream(String name, StreamConfig config, Sink.Opening opening, Meters meters) {
    this.name = name;
    this.config = config;
    this.opening = opening;
    this.meters = meters;
  }

  /** As it is called in the configuration. */
  public String stream() {
    return name;
  }

  /** Where it leads: {@code file}, {@code stdout}, {@code syslog}, {@code otlp}, {@code kafka}. */
  public String kind() {
    return config.kind().name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String name() {
    return FOLLOWER + name;
  }

  @Override
  public boolean fromBeginning() {
    return config.from() == StreamConfig.From.BEGINNING;
  }

  @Override
  public boolean needsOpenings() {
    return false;
  }

  @Override
  public void begin() {
    close();
  }

  @Override
  public void accept(List<LogEntry> entries) throws Exception {
    List<ObjectNode> records = entries.stream().map(LogEntry::record).toList();
    try {
      if (sink == null) {
        sink = opening.open();
      }
      sink.deliver(records);
    } catch (Exception | Error e) {
      meters.streamFailed(name);
      close();
      throw e;
    }
    meters.streamed(name, records.size());
  }

  /** Closes the way; what is being handed over now may fail, and will be shown again. */
  void close() {
    Sink open = sink;
    sink = null;
    if (open != null) {
      open.close();
    }
  }
}
