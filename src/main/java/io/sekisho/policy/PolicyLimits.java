package io.sekisho.policy;

import java.time.Duration;
import java.util.Optional;

/**
 * How far the tunnels that a policy allows may go. Where the configuration is stricter, it holds.
 *
 * @param idleTimeout how long without a byte in either direction
 * @param maxDuration how long altogether
 */
public record PolicyLimits(Optional<Duration> idleTimeout, Optional<Duration> maxDuration) {

  /** As the configuration says. */
  public static final PolicyLimits NONE = new PolicyLimits(Optional.empty(), Optional.empty());
}
