package io.sekisho.api;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.sekisho.store.LogFollowing.Failure;
import io.sekisho.store.LogFollowing.Standing;
import io.sekisho.stream.AuditStream;
import java.time.Instant;
import java.util.List;

/**
 * How far a stream has come.
 *
 * @param name as it is called in the configuration
 * @param kind {@code file}, {@code stdout}, {@code syslog}, {@code otlp} or {@code kafka}
 * @param node the replica that leads it; null if none does at the moment
 * @param lag records that it has not handed over
 * @param position how far it has come, in each chain in which something may follow
 * @param failingSince when it first failed to hand over what comes next; null if it does not fail
 * @param failure why it fails
 */
@RegisterForReflection
record AuditStreamView(
    String name,
    String kind,
    String node,
    long lag,
    List<Position> position,
    Instant failingSince,
    String failure) {

  /** Of a chain, the sequence of the last record that was handed over; 0 for none. */
  @RegisterForReflection
  record Position(long chain, long sequence) {}

  static AuditStreamView of(AuditStream stream, Standing standing) {
    return new AuditStreamView(
        stream.stream(),
        stream.kind(),
        standing.leader().orElse(null),
        standing.waiting(),
        standing.positions().entrySet().stream()
            .map(chain -> new Position(chain.getKey(), chain.getValue()))
            .toList(),
        standing.failure().map(Failure::since).orElse(null),
        standing.failure().map(Failure::cause).orElse(null));
  }
}
