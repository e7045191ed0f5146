package io.sekisho.console;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a request may change something: only if a page of this console sent it. Browsers say of
 * each request where it comes from, in {@code Sec-Fetch-Site} (Fetch Metadata) or, if they are old,
 * in {@code Origin} (RFC 6454 §7), and no page can make them say otherwise. Whatever says neither
 * is no browser that has signed in. Pure.
 */
final class CrossOrigin {

  private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD", "OPTIONS");

  private CrossOrigin() {}

  /**
   * Whether a request is in order.
   *
   * @param site {@code Sec-Fetch-Site}
   * @param origin {@code Origin}
   * @param host {@code Host}, with its port if it has one
   */
  static boolean permits(
      String method, Optional<String> site, Optional<String> origin, Optional<String> host) {
    if (SAFE_METHODS.contains(method)) {
      return true;
    }
    return site.map("same-origin"::equals)
        .orElseGet(() -> host.isPresent() && origin.flatMap(CrossOrigin::authority).equals(host));
  }

  private static Optional<String> authority(String origin) {
    try {
      return Optional.ofNullable(new URI(origin).getRawAuthority());
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }
}
