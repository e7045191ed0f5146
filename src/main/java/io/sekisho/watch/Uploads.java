package io.sekisho.watch;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.UUID;

/** What tunnels have added to what they had sent before: records tell the whole each time. */
final class Uploads {

  /** Tunnels that are remembered; more than may be open at one time on several replicas. */
  private static final int MAX_TUNNELS = 200_000;

  private final Cache<UUID, Long> sent =
      Caffeine.newBuilder().maximumSize(MAX_TUNNELS).executor(Runnable::run).build();

  /** What a record adds; nothing if it has been seen, or is older than one that was. */
  long added(UUID tunnel, long bytesUp) {
    Long before = sent.getIfPresent(tunnel);
    if (before != null && before >= bytesUp) {
      return 0;
    }
    sent.put(tunnel, bytesUp);
    return bytesUp - (before == null ? 0 : before);
  }

  void forget() {
    sent.invalidateAll();
  }
}
