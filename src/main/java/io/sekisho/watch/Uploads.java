package io.sekisho.watch;

import java.util.UUID;

/** What tunnels have added to what they had sent before: records tell the whole each time. */
final class Uploads {

  /** Tunnels that are remembered; more than may be open at one time on several replicas. */
  private static final int MAX_TUNNELS = 100_000;

  private final Memory<UUID, Long> sent = new Memory<>(MAX_TUNNELS);

  /** What a record adds; nothing if it has been seen, or is older than one that was. */
  long added(UUID tunnel, long bytesUp) {
    long before = sent.get(tunnel).orElse(0L);
    if (before >= bytesUp) {
      return 0;
    }
    sent.put(tunnel, bytesUp);
    return bytesUp - before;
  }

  void forget() {
    sent.forget();
  }
}
