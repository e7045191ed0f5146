package io.sekisho.store;

import java.time.Instant;
import java.util.UUID;

/** That a streamed answer is about to be given is recorded: only then there is one of these. */
public final class BegunAccess {

  private final UUID id;
  private final Instant time;

  BegunAccess(UUID id, Instant time) {
    this.id = id;
    this.time = time;
  }

  UUID id() {
    return id;
  }

  Instant time() {
    return time;
  }
}
