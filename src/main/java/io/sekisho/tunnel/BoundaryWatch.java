package io.sekisho.tunnel;

import io.sekisho.policy.PolicySnapshot;
import java.time.Instant;
import java.util.Optional;

/** Knows when the open tunnels have to be checked again though no policy has changed. */
final class BoundaryWatch {

  private Instant checkedAt = Instant.MIN;
  // Due at once: the policies may have been loaded before anybody watched.
  private Optional<Instant> next = Optional.of(Instant.MIN);

  /** Whether a policy's time has come since the last check, or the clock was set back behind it. */
  boolean isDue(Instant now) {
    return next.map(boundary -> !now.isBefore(boundary)).orElse(false) || now.isBefore(checkedAt);
  }

  /** All tunnels have been checked. */
  void checked(PolicySnapshot snapshot, Instant now) {
    checkedAt = now;
    next = snapshot.nextBoundaryAfter(now);
  }
}
