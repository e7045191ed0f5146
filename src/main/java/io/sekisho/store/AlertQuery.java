package io.sekisho.store;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * What is looked for among the alerts; newest first.
 *
 * @param rule which rule found it
 * @param user about whom
 * @param from raised at this time or later
 * @param to raised before this time
 * @param acknowledged whether somebody has seen to it
 * @param before the last entry of the page before
 * @param limit the length of a page
 */
public record AlertQuery(
    Optional<String> rule,
    Optional<String> user,
    Optional<Instant> from,
    Optional<Instant> to,
    Optional<Boolean> acknowledged,
    Optional<UUID> before,
    int limit) {}
