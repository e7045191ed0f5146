package io.sekisho.watch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sekisho.audit.LogEntry;
import io.sekisho.connect.Refusal;
import io.sekisho.connect.RefusalReason;
import io.sekisho.destination.Host;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** From records of the log to events. */
final class EventReader {

  /** What is about the target, and not about name servers or a parent proxy on the way to it. */
  private static final Set<String> OF_THE_TARGET =
      Stream.of(
              RefusalReason.NAME_NOT_RESOLVED,
              RefusalReason.CONNECTION_REFUSED,
              RefusalReason.CONNECTION_TERMINATED,
              RefusalReason.UNROUTABLE,
              RefusalReason.CONNECTION_TIMEOUT)
          .flatMap(reason -> reason.proxyError().stream())
          .collect(Collectors.toUnmodifiableSet());

  private EventReader() {}

  /** What a record tells; nothing of kinds that are not known here. */
  static Optional<Event> read(LogEntry entry) {
    ObjectNode record = entry.record();
    return switch (record.path("kind").asText()) {
      case "refused" -> Optional.of(new Event.Refused(attempt(record), cause(record)));
      case "opened" -> Optional.of(new Event.Opened(attempt(record)));
      case "interim" ->
          Optional.of(
              new Event.Carried(
                  opening(entry), time(record, "recordedAt"), record.path("bytesUp").asLong()));
      case "closed" ->
          Optional.of(
              new Event.Closed(
                  opening(entry),
                  time(record, "recordedAt"),
                  record.path("bytesUp").asLong(),
                  record.path("closeReason").asText()));
      default -> Optional.empty();
    };
  }

  /** What comes between or at the end names only the tunnel. */
  private static Attempted opening(LogEntry entry) {
    return attempt(entry.opening().orElse(entry.record()));
  }

  private static Attempted attempt(ObjectNode record) {
    return new Attempted(
        UUID.fromString(record.path("tunnelId").asText()),
        time(record, "attemptedAt"),
        text(record, "user"),
        text(record, "pass"),
        text(record, "clientAddress").flatMap(EventReader::address),
        text(record, "host"),
        Optional.ofNullable(record.get("port")).map(JsonNode::asInt));
  }

  private static Event.Cause cause(ObjectNode record) {
    int status = record.path("status").asInt();
    if (record.path("user").isMissingNode()) {
      boolean bad =
          status == RefusalReason.INVALID_PASS.status()
                  && !record.path("reason").asText().equals(Refusal.NO_PASS_SHOWN)
              || status == RefusalReason.TOO_MANY_FAILURES.status();
      return bad ? Event.Cause.BAD_PASS : Event.Cause.OTHER;
    }
    if (record.path("decision").asText().equals("deny")) {
      // Of limits that are reached, which are denials as well, nothing is to be learned.
      return status == RefusalReason.TOO_MANY_CONNECTS.status()
          ? Event.Cause.OTHER
          : Event.Cause.DENIED;
    }
    return OF_THE_TARGET.contains(record.path("error").asText())
        ? Event.Cause.NOT_REACHED
        : Event.Cause.OTHER;
  }

  private static Optional<InetAddress> address(String text) {
    return Host.parseWritten(text) instanceof Host.Address literal
        ? Optional.of(literal.address())
        : Optional.empty();
  }

  private static Instant time(ObjectNode record, String field) {
    return Instant.parse(record.path(field).asText());
  }

  private static Optional<String> text(ObjectNode record, String field) {
    return Optional.ofNullable(record.get(field)).map(JsonNode::asText);
  }
}
