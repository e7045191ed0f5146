package io.sekisho.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;

/**
 * A stretch of the log.
 *
 * @param from inclusive
 * @param to exclusive
 */
public record Period(Instant from, Instant to) {

  /**
   * Reads {@code from} and {@code to} of a body; both must be there.
   *
   * @throws InvalidRequest if one is no time, or they are in the wrong order
   */
  static Period of(ObjectNode body) {
    Period period = new Period(time(body, "from"), time(body, "to"));
    if (!period.from().isBefore(period.to())) {
      throw InvalidRequest.at("to", "must be after from");
    }
    return period;
  }

  private static Instant time(ObjectNode body, String field) {
    JsonNode text = body.path(field);
    if (text.isMissingNode()) {
      throw InvalidRequest.at(field, "must be given");
    }
    try {
      return QueryParameters.withinTheLog(OffsetDateTime.parse(text.asText()).toInstant());
    } catch (DateTimeException | IllegalArgumentException e) {
      throw InvalidRequest.at(field, "must be a time of RFC 3339, such as 2026-01-31T00:00:00Z");
    }
  }
}
