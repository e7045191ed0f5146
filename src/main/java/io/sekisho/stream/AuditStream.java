package io.sekisho.stream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sekisho.audit.LogFollower;
import io.sekisho.config.StreamConfig;
import io.sekisho.telemetry.Meters;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * One configured stream. Its way is opened when there is something to hand over. What a receiver
 * cannot take at one time it is handed in smaller pieces, and what it has of them not again.
 */
public final class AuditStream implements LogFollower<ObjectNode> {

  private static final String FOLLOWER = "stream:";

  /** As much as is shown at one time. */
  private static final int LARGEST = 1000;

  private static final int REMEMBERED = 20 * LARGEST;

  private final String name;
  private final StreamConfig config;
  private final Sink.Opening opening;
  private final Duration share;
  private final Meters meters;
  private final Set<String> taken = new HashSet<>();
  private int piece = LARGEST;
  private volatile Sink sink;

  /**
   * @param share within so long another piece is begun
   */
  AuditStream(
      String name, StreamConfig config, Sink.Opening opening, Duration share, Meters meters) {
    this.name = name;
    this.config = config;
    this.opening = opening;
    this.share = share;
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
  public void begin() {
    close();
    taken.clear();
  }

  @Override
  public void accept(List<ObjectNode> records) throws Exception {
    List<ObjectNode> left = records.stream().filter(record -> !taken.contains(id(record))).toList();
    long end = System.nanoTime() + share.toNanos();
    int done = 0;
    while (done < left.size()) {
      if (done > 0 && System.nanoTime() >= end) {
        throw new IOException("the receiver is slow: it took " + done + " of " + left.size());
      }
      List<ObjectNode> next = left.subList(done, Math.min(left.size(), done + piece));
      deliver(next);
      done += next.size();
    }
    records.forEach(record -> taken.remove(id(record)));
  }

  /** Closes the way; what is being handed over now may fail, and will be shown again. */
  void close() {
    Sink open = sink;
    sink = null;
    if (open != null) {
      open.close();
    }
  }

  private void deliver(List<ObjectNode> records) throws Exception {
    try {
      Sink open = sink;
      if (open == null) {
        open = opening.open();
        sink = open;
      }
      open.deliver(records);
    } catch (Exception | Error e) {
      piece = Math.max(1, piece / 2);
      meters.streamFailed(name);
      close();
      throw e;
    }
    piece = Math.min(LARGEST, piece * 2);
    meters.streamed(name, records.size());
    remember(records);
  }

  /** Should the rest fail, these are shown again with it. */
  private void remember(List<ObjectNode> records) {
    if (taken.size() > REMEMBERED) {
      taken.clear();
    }
    records.forEach(record -> taken.add(id(record)));
  }

  private static String id(ObjectNode record) {
    return record.get("id").textValue();
  }
}
