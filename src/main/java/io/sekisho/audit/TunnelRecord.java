package io.sekisho.audit;

import java.time.Instant;
import java.util.UUID;

/**
 * One record of the log about a tunnel; the API shows it as it is. What is not known is null.
 *
 * @param kind {@code refused}, {@code opened}, {@code interim} or {@code closed}
 * @param node the replica that served the tunnel
 * @param reason in words
 * @param bytesUp from client to target, up to then
 * @param bytesDown from target to client, up to then
 */
public record TunnelRecord(
    UUID id,
    String kind,
    Instant time,
    String node,
    String reason,
    Long bytesUp,
    Long bytesDown,
    String closeReason) {}
