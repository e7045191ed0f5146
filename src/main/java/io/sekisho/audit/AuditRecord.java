package io.sekisho.audit;

import io.sekisho.connect.Refusal;
import io.sekisho.passage.Attempt;
import io.sekisho.tls.Inspection;
import io.sekisho.tunnel.CloseReason;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** One entry of the audit log. */
public sealed interface AuditRecord {

  /** The record's own, time-ordered identifier. */
  UUID id();

  /** When it was made, UTC with microseconds. */
  Instant time();

  /** The attempt or tunnel it is about. */
  UUID tunnel();

  /** When that attempt began: what its records lie by. */
  Instant attempted();

  /** Whether it is the end of a tunnel, of which there is one. */
  default boolean isEnd() {
    return this instanceof Closed || this instanceof Lost;
  }

  /** An attempt that got no tunnel. */
  record Refused(UUID id, Instant time, Attempt attempt, Refusal refusal) implements AuditRecord {
    @Override
    public UUID tunnel() {
      return attempt.id();
    }

    @Override
    public Instant attempted() {
      return attempt.time();
    }
  }

  /** A tunnel that opens once this record is committed. */
  record Opened(UUID id, Instant time, Attempt attempt) implements AuditRecord {
    @Override
    public UUID tunnel() {
      return attempt.id();
    }

    @Override
    public Instant attempted() {
      return attempt.time();
    }
  }

  /**
   * A tunnel that is over.
   *
   * @param remark who ended it and why, if somebody did
   * @param bytesUp bytes from the client
   * @param bytesDown bytes from the target
   * @param inspection what its first bytes turned out to be
   */
  record Closed(
      UUID id,
      Instant time,
      UUID tunnel,
      Instant attempted,
      CloseReason reason,
      Optional<String> remark,
      long bytesUp,
      long bytesDown,
      Inspection inspection)
      implements AuditRecord {

    /** What it says in a record that is no end, where the log has one already. */
    Interim toldOtherwise(UUID record, String why) {
      return new Interim(
          record,
          time,
          tunnel,
          attempted,
          Optional.of(reason.label() + " " + why),
          bytesUp,
          bytesDown,
          inspection);
    }
  }

  /**
   * A tunnel that is open for long, and what it has carried so far.
   *
   * @param remark why it is recorded, if not for the time that has passed
   * @param bytesUp bytes from the client
   * @param bytesDown bytes from the target
   */
  record Interim(
      UUID id,
      Instant time,
      UUID tunnel,
      Instant attempted,
      Optional<String> remark,
      long bytesUp,
      long bytesDown,
      Inspection inspection)
      implements AuditRecord {}

  /**
   * A tunnel that is over as its node is lost; recorded by another one, or by the next one of that
   * name.
   *
   * @param node the one that was lost
   * @param remark who records it
   * @param bytesUp bytes from the client as of its last interim record; empty if it has none
   * @param bytesDown bytes from the target, likewise
   */
  record Lost(
      UUID id,
      Instant time,
      UUID tunnel,
      Instant attempted,
      String node,
      String remark,
      Optional<Long> bytesUp,
      Optional<Long> bytesDown)
      implements AuditRecord {}
}
