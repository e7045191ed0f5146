package io.sekisho.store;

import io.sekisho.destination.Host;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is asked for.
 *
 * @param ports different ones, in their order
 * @param reason storable text
 * @param until until when; not together with {@code duration}
 * @param duration for how long from the approval on
 */
public record AccessWish(
    Host host,
    List<Integer> ports,
    String reason,
    Optional<Instant> until,
    Optional<Duration> duration) {}
