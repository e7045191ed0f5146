package io.sekisho.console;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.sekisho.store.Access;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/**
 * Of a view that loads itself again every few seconds, one reading a minute is recorded: that
 * somebody looked at it all the time can be told from that, and the record of readings stays one of
 * people.
 */
@ApplicationScoped
class RepeatedReadings {

  private static final Duration PAUSE = Duration.ofMinutes(1);
  private static final int MOST = 10_000;

  private final Cache<Access, Boolean> recorded =
      Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(PAUSE).build();

  /** Whether the same person has not read the same within the last minute; then this counts. */
  boolean isDue(Access access) {
    return recorded.asMap().putIfAbsent(access, true) == null;
  }
}
