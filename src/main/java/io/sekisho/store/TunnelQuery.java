package io.sekisho.store;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * What is looked for in the audit log; newest first.
 *
 * @param user the exact user name
 * @param host the host in normal form
 * @param port the port
 * @param decision {@code allow}, {@code deny} or {@code error}
 * @param from attempts at this time or later
 * @param to attempts before this time
 * @param after the last entry of the page before
 * @param limit at most so many
 */
public record TunnelQuery(
    Optional<String> user,
    Optional<String> host,
    Optional<Integer> port,
    Optional<String> decision,
    Optional<Instant> from,
    Optional<Instant> to,
    Optional<Position> after,
    int limit) {

  /** A place in the order of the log. */
  public record Position(Instant time, UUID tunnel) {}
}
