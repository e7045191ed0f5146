package io.sekisho.policy;

import java.time.Duration;
import java.util.Optional;

/**
 * How far a policy lets each of its users go; empty for as far as the configuration lets everybody.
 *
 * @param concurrentTunnels open at one time, on all replicas together
 * @param connectsPerMinute tunnels opened within any minute, on all replicas together
 * @param bytesPerDay in both directions of all tunnels, from midnight to midnight UTC
 * @param bitsPerSecond of all tunnels, in each direction
 * @param idleTimeout the longest that a tunnel may be without a byte
 * @param maxDuration the longest that a tunnel may be open
 */
public record PolicyLimits(
    Optional<Integer> concurrentTunnels,
    Optional<Integer> connectsPerMinute,
    Optional<Long> bytesPerDay,
    Optional<Long> bitsPerSecond,
    Optional<Duration> idleTimeout,
    Optional<Duration> maxDuration) {

  /** As the configuration says. */
  public static final PolicyLimits NONE = ofTime(Optional.empty(), Optional.empty());

  /** Limits of a tunnel's life alone. */
  public static PolicyLimits ofTime(
      Optional<Duration> idleTimeout, Optional<Duration> maxDuration) {
    return new PolicyLimits(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        idleTimeout,
        maxDuration);
  }

  /** Whether it depends on what was used before if a tunnel may open. */
  public boolean boundOpenings() {
    return concurrentTunnels.isPresent()
        || connectsPerMinute.isPresent()
        || bytesPerDay.isPresent();
  }

  /** Whether the bytes of a tunnel count. */
  public boolean boundBytes() {
    return bytesPerDay.isPresent() || bitsPerSecond.isPresent();
  }
}
