package io.sekisho.tunnel;

/** What is charged for the bytes of a tunnel, before more are read. On its event loop. */
public interface Toll {

  /** Nothing: bytes flow as fast as both sides let them. */
  Toll NONE = (side, bytes) -> 0;

  /** Answered when nothing more may pass: the tunnel is closed with {@link CloseReason#QUOTA}. */
  long EXHAUSTED = -1;

  /**
   * Takes bytes into account that were read just now from a side, and are passed on in any case.
   *
   * @param bytes none to ask again after a pause
   * @return for how many nanoseconds nothing more should be read from that side, 0 to go on at
   *     once, or {@link #EXHAUSTED}
   */
  long charge(Side side, int bytes);
}
