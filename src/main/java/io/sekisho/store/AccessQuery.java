package io.sekisho.store;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * What is looked for among the accesses to the audit log; newest first.
 *
 * @param user the exact name of who read
 * @param from at this time or later
 * @param to before this time
 * @param after the last entry of the page before
 * @param limit the length of a page
 */
public record AccessQuery(
    Optional<String> user,
    Optional<Instant> from,
    Optional<Instant> to,
    Optional<Position> after,
    int limit) {

  /** A place in their order. */
  public record Position(Instant time, UUID access) {}
}
