package io.sekisho.watch;

import java.time.Instant;
import java.util.UUID;

/**
 * A committed record, as far as it is looked at. What it does not tell is null.
 *
 * @param id its own
 * @param kind as it stands in the log, like all that follows
 * @param recordedAt when it was written
 * @param attempt what it is about: of what comes between or ends a tunnel, as the record of its
 *     opening tells, if there is one
 * @param refusal of an attempt that got no tunnel, how it ended
 * @param bytesUp from the client; 0 if it tells nothing of that
 * @param closeReason why a tunnel is over
 */
public record WatchedRecord(
    UUID id,
    String kind,
    Instant recordedAt,
    Attempt attempt,
    Refusal refusal,
    long bytesUp,
    String closeReason) {

  /**
   * Who wanted to go where.
   *
   * @param client its address, as PostgreSQL writes it
   */
  public record Attempt(
      UUID tunnel,
      Instant began,
      String user,
      String pass,
      String client,
      String host,
      Integer port) {}

  /** How an attempt ended. */
  public record Refusal(int status, String decision, String error, String reason) {}

  /** The same of an attempt of which more is known. */
  public WatchedRecord of(Attempt known) {
    return new WatchedRecord(id, kind, recordedAt, known, refusal, bytesUp, closeReason);
  }
}
