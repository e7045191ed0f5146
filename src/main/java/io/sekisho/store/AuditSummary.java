package io.sekisho.store;

import java.time.Instant;
import java.util.List;

/**
 * What the audit log comes to in a time.
 *
 * @param lines the largest
 * @param totals of all there are, also of those that are not among the lines
 * @param distinct how many there are
 */
public record AuditSummary(List<Line> lines, Sums totals, long distinct) {

  /** What is summed up by. */
  public enum By {
    USER,
    DESTINATION,
    POLICY,
    HOUR
  }

  /** What the largest are the largest by. */
  public enum Order {
    BYTES,
    TUNNELS,
    DENIALS,
    ERRORS
  }

  /**
   * The sums of one user, host and port, policy or hour.
   *
   * @param key the name; empty if nobody knows, and of an hour
   * @param port of a destination, else 0
   * @param hour its beginning, if it is one; else null
   */
  public record Line(String key, int port, Instant hour, Sums sums) {}

  /**
   * Attempts by the time at which they began, and the bytes of those tunnels that are over.
   *
   * @param tunnels opened
   * @param denials refused by a rule
   * @param errors refused as something went wrong
   */
  public record Sums(long tunnels, long denials, long errors, long bytesUp, long bytesDown) {

    /** Both directions together. */
    public long bytes() {
      return bytesUp + bytesDown;
    }
  }
}
