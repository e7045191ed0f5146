package io.sekisho.tunnel;

import java.time.Duration;

/**
 * How long a tunnel may live.
 *
 * @param idle without a byte in either direction
 * @param halfClosed without a byte once one side has finished
 * @param total altogether
 */
public record TunnelLimits(Duration idle, Duration halfClosed, Duration total) {}
