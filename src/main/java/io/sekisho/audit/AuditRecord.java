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
    return this instanceof Closed
        || this instanceof Lost
        || this instanceof Spooled spooled && spooled.kind().isEnd();
  }

  /**
   * An end as a record that is no end, where the log has one already: under the same identifier, so
   * that it too gets in once. Empty if it has nothing more to tell.
   *
   * @param why what is added to its reason
   */
  default Optional<AuditRecord> toldOtherwise(String why) {
    return Optional.empty();
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

    @Override
    public Optional<AuditRecord> toldOtherwise(String why) {
      return reason == CloseReason.NOT_OPENED
          ? Optional.empty()
          : Optional.of(
              new Interim(
                  id,
                  time,
                  tunnel,
                  attempted,
                  Optional.of(reason.label() + " " + why),
                  bytesUp,
                  bytesDown,
                  inspection));
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

  /**
   * A record that was in the spool; everything else about it is in its row.
   *
   * @param node that of the process that made it
   * @param replaces the opening in whose place it was written, if it is such a refusal
   * @param row what the store keeps of it, in a form that the store knows
   * @param toldOtherwise why it is no end any more, if it was one
   */
  record Spooled(
      UUID id,
      Instant time,
      UUID tunnel,
      Instant attempted,
      String node,
      Kind kind,
      Optional<UUID> replaces,
      String row,
      Optional<String> toldOtherwise)
      implements AuditRecord {

    /** What the journal need know of it. */
    public enum Kind {
      REFUSED,
      OPENED,
      INTERIM,
      /** The end of a tunnel, by who served it. */
      CLOSED,
      /** An end that nobody saw. */
      LOST;

      /** Which one a record is of. */
      public static Kind of(AuditRecord record) {
        if (record instanceof Spooled spooled) {
          return spooled.kind();
        }
        if (record instanceof Opened) {
          return OPENED;
        }
        if (record instanceof Closed closed) {
          return closed.reason() == CloseReason.NOT_OPENED ? LOST : CLOSED;
        }
        if (record instanceof Lost) {
          return LOST;
        }
        return record instanceof Refused ? REFUSED : INTERIM;
      }

      boolean isEnd() {
        return this == CLOSED || this == LOST;
      }
    }

    @Override
    public Optional<AuditRecord> toldOtherwise(String why) {
      return kind == Kind.CLOSED
          ? Optional.of(
              new Spooled(
                  id,
                  time,
                  tunnel,
                  attempted,
                  node,
                  Kind.INTERIM,
                  Optional.empty(),
                  row,
                  Optional.of(why)))
          : Optional.empty();
    }
  }
}
