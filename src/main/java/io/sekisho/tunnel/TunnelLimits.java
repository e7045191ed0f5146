package io.sekisho.tunnel;

import io.sekisho.policy.PolicyLimits;
import java.time.Duration;
import java.util.Optional;

/**
 * How long a tunnel may live.
 *
 * @param idle without a byte in either direction
 * @param halfClosed without a byte once one side has finished
 * @param total altogether
 * @param onTotal why it ends then
 */
public record TunnelLimits(
    Duration idle, Duration halfClosed, Duration total, CloseReason onTotal) {

  /** With {@code total} as the most that any tunnel may have. */
  public TunnelLimits(Duration idle, Duration halfClosed, Duration total) {
    this(idle, halfClosed, total, CloseReason.MAX_DURATION);
  }

  /**
   * The same for a tunnel that ends with its pass.
   *
   * @param left how long the pass is good for yet; nothing or less if it has expired meanwhile
   */
  public TunnelLimits withPass(Duration left) {
    return left.compareTo(total) < 0
        ? new TunnelLimits(
            idle, halfClosed, left.isNegative() ? Duration.ZERO : left, CloseReason.TOKEN_EXPIRED)
        : this;
  }

  /** The stricter of these and a policy's. */
  public TunnelLimits within(PolicyLimits policy) {
    return new TunnelLimits(
        shorter(policy.idleTimeout(), idle),
        halfClosed,
        shorter(policy.maxDuration(), total),
        onTotal);
  }

  private static Duration shorter(Optional<Duration> policy, Duration configured) {
    return policy.filter(limit -> limit.compareTo(configured) < 0).orElse(configured);
  }
}
