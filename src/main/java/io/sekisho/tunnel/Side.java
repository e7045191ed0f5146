package io.sekisho.tunnel;

/** One end of a tunnel. */
public enum Side {
  /** Whoever asked for it. */
  CLIENT(CloseReason.CLIENT_CLOSED, CloseReason.CLIENT_RESET),
  /** Where it leads. */
  TARGET(CloseReason.TARGET_CLOSED, CloseReason.TARGET_RESET);

  private final CloseReason closed;
  private final CloseReason reset;

  Side(CloseReason closed, CloseReason reset) {
    this.closed = closed;
    this.reset = reset;
  }

  Side other() {
    return this == CLIENT ? TARGET : CLIENT;
  }

  CloseReason closed() {
    return closed;
  }

  CloseReason reset() {
    return reset;
  }
}
