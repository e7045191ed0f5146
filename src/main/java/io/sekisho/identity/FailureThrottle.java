package io.sekisho.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.sekisho.config.SekishoConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/**
 * Counts the bad passes of each source in a minute that begins with the first of them. Passes that
 * are being verified are not counted yet: together with these, a source may have as many more as
 * {@code sekisho.proxy.max-unauthenticated-per-source} lets it.
 */
@ApplicationScoped
public class FailureThrottle {

  private static final Duration WINDOW = Duration.ofMinutes(1);

  /** Sources that are counted at one time, some 10 MB of them at most. */
  private static final int MAX_SOURCES = 100_000;

  private static final int IPV6_PREFIX_BYTES = 8;

  private record Window(Instant begin, int failures) {}

  private final int max;
  private final Clock clock;
  private final Cache<ByteBuffer, Window> windows =
      Caffeine.newBuilder()
          .maximumSize(MAX_SOURCES)
          .expireAfterWrite(WINDOW)
          .executor(Runnable::run)
          .build();

  FailureThrottle(SekishoConfig config, Clock clock) {
    this.max = config.identity().maxFailuresPerMinute();
    this.clock = clock;
  }

  /** Whether the source has had its share of bad passes. */
  boolean isExhausted(InetAddress source) {
    if (max <= 0) {
      return false;
    }
    Window window = windows.getIfPresent(key(source));
    return window != null && !isOver(window) && window.failures() >= max;
  }

  /** Counts a bad pass. */
  void failed(InetAddress source) {
    if (max > 0) {
      windows
          .asMap()
          .compute(
              key(source),
              (key, window) ->
                  window == null || isOver(window)
                      ? new Window(clock.instant(), 1)
                      : new Window(window.begin(), window.failures() + 1));
    }
  }

  private boolean isOver(Window window) {
    Duration age = Duration.between(window.begin(), clock.instant());
    return age.isNegative() || age.compareTo(WINDOW) >= 0;
  }

  /** Who has one IPv6 address has, as a rule, all of its /64. */
  private static ByteBuffer key(InetAddress source) {
    byte[] address = source.getAddress();
    return ByteBuffer.wrap(
        source instanceof Inet6Address ? Arrays.copyOf(address, IPV6_PREFIX_BYTES) : address);
  }
}
