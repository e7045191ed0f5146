package io.sekisho.watch;

import java.time.Instant;

/** What happened, as one record tells it. */
public sealed interface Event {

  /** The attempt that it is about; of one whose opening is not known, no more than its id. */
  Attempted attempt();

  /** When: of an attempt when it began, of what comes later when it was recorded. */
  Instant time();

  /** Why an attempt got no tunnel. */
  enum Cause {
    /** A pass was shown that is not accepted, or was not looked at after too many of these. */
    BAD_PASS,
    /** A policy denies it, or the address is prohibited. */
    DENIED,
    /** The target is not known, refuses, or does not answer. */
    NOT_REACHED,
    /** Anything else. */
    OTHER
  }

  /** An attempt that got no tunnel. */
  record Refused(Attempted attempt, Cause cause) implements Event {
    @Override
    public Instant time() {
      return attempt.began();
    }
  }

  /** An attempt that got one. */
  record Opened(Attempted attempt) implements Event {
    @Override
    public Instant time() {
      return attempt.began();
    }
  }

  /**
   * What a tunnel has carried so far.
   *
   * @param bytesUp from its client, since it was opened
   */
  record Carried(Attempted attempt, Instant time, long bytesUp) implements Event {}

  /**
   * A tunnel that is over.
   *
   * @param bytesUp from its client
   * @param reason why, as it stands in the log
   */
  record Closed(Attempted attempt, Instant time, long bytesUp, String reason) implements Event {}
}
