package io.sekisho.tunnel;

import java.util.Locale;

/** Why a tunnel ended. */
public enum CloseReason {
  /** The client finished first. */
  CLIENT_CLOSED,
  /** The target finished first. */
  TARGET_CLOSED,
  /** The client's connection broke. */
  CLIENT_RESET,
  /** The target's connection broke. */
  TARGET_RESET,
  /** No byte for {@code sekisho.tunnel.idle-timeout}. */
  IDLE_TIMEOUT,
  /** One side finished, the other said nothing for {@code sekisho.tunnel.half-close-timeout}. */
  HALF_CLOSE_TIMEOUT,
  /** Older than {@code sekisho.tunnel.max-duration}. */
  MAX_DURATION,
  /** Its user has used up a policy's bytes of the day. */
  QUOTA,
  /** The policies no longer allow it. */
  POLICY_REVOKED,
  /** Its pass has expired, and {@code sekisho.tunnel.on-token-expiry} is {@code close}. */
  TOKEN_EXPIRED,
  /** An administrator ordered it. */
  KILLED,
  /** What ran inside was not what its policy demands. */
  TLS_VIOLATION,
  /** This node shut down. */
  DRAIN,
  /** Its node was lost, and with it what became of the tunnel; another one records that. */
  NODE_LOST,
  /** Its record was committed, but the client was answered 503, as the commit came too late. */
  NOT_OPENED;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** The reason as it stands in records and metrics. */
  public String label() {
    return label;
  }
}
