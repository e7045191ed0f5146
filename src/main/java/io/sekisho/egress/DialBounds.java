package io.sekisho.egress;

import io.sekisho.config.SekishoConfig;
import java.time.Duration;

/**
 * The clocks of dialling.
 *
 * @param timeout for all addresses of a target together
 * @param attemptDelay how long an address may be silent until the next one is tried beside it
 */
public record DialBounds(Duration timeout, Duration attemptDelay) {

  /** RFC 8305 §5: never less, or the network is flooded. */
  private static final Duration LEAST_DELAY = Duration.ofMillis(10);

  /**
   * Checks the bounds.
   *
   * @throws IllegalStateException naming the key that is out of bounds
   */
  public DialBounds {
    if (attemptDelay.compareTo(LEAST_DELAY) < 0) {
      throw new IllegalStateException("sekisho.egress.attempt-delay: less than 10 ms");
    }
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalStateException("sekisho.egress.connect-timeout: not positive");
    }
  }

  /** The configured ones. */
  static DialBounds of(SekishoConfig.Egress config) {
    return new DialBounds(config.connectTimeout(), config.attemptDelay());
  }
}
