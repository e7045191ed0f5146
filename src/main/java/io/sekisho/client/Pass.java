package io.sekisho.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/**
 * What the proxy is shown, and how long it will do.
 *
 * @param expires empty if nobody says
 */
record Pass(AccessToken token, Optional<Instant> expires) {

  /** The end of the year 9999, since 1970: nothing that is meant is later, or takes longer. */
  private static final long MAX_SECONDS = 253_402_300_799L;

  /** A pass that may be a JWT, which says itself when it ends; it is not verified here. */
  static Pass of(AccessToken token) {
    return new Pass(token, expiry(token.value()));
  }

  /** When so many seconds are over; empty if there is no such number. */
  static Optional<Instant> after(JsonNode seconds, Instant now) {
    return Optional.of(seconds)
        .filter(node -> node.isIntegralNumber() && node.canConvertToLong())
        .map(JsonNode::longValue)
        .filter(number -> number >= 0 && number <= MAX_SECONDS)
        .map(now::plusSeconds);
  }

  private static Optional<Instant> expiry(String token) {
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3) {
      return Optional.empty();
    }
    try {
      byte[] claims = Base64.getUrlDecoder().decode(parts[1]);
      return Json.object(new String(claims, StandardCharsets.UTF_8))
          .flatMap(object -> after(object.path("exp"), Instant.EPOCH));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
