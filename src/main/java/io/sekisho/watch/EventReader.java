package io.sekisho.watch;

import io.sekisho.connect.Refusal;
import io.sekisho.connect.RefusalReason;
import io.sekisho.destination.Host;
import java.net.InetAddress;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
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
  static Optional<Event> read(WatchedRecord record) {
    return switch (record.kind()) {
      case "refused" -> Optional.of(new Event.Refused(attempted(record), cause(record)));
      case "opened" -> Optional.of(new Event.Opened(attempted(record)));
      case "interim" ->
          Optional.of(new Event.Carried(attempted(record), record.recordedAt(), record.bytesUp()));
      case "closed" ->
          Optional.of(
              new Event.Closed(
                  attempted(record),
                  record.recordedAt(),
                  record.bytesUp(),
                  Objects.requireNonNullElse(record.closeReason(), "")));
      default -> Optional.empty();
    };
  }

  private static Attempted attempted(WatchedRecord record) {
    WatchedRecord.Attempt attempt = record.attempt();
    return new Attempted(
        attempt.tunnel(),
        attempt.began(),
        Optional.ofNullable(attempt.user()),
        Optional.ofNullable(attempt.pass()),
        attempt.client() == null ? Optional.empty() : address(attempt.client()),
        Optional.ofNullable(attempt.host()),
        Optional.ofNullable(attempt.port()));
  }

  private static Event.Cause cause(WatchedRecord record) {
    WatchedRecord.Refusal refusal = record.refusal();
    int status = refusal.status();
    if (record.attempt().user() == null) {
      boolean bad =
          status == RefusalReason.INVALID_PASS.status()
                  && !Refusal.NO_PASS_SHOWN.equals(refusal.reason())
              || status == RefusalReason.TOO_MANY_FAILURES.status();
      return bad ? Event.Cause.BAD_PASS : Event.Cause.OTHER;
    }
    if ("deny".equals(refusal.decision())) {
      // Of limits that are reached, which are denials as well, nothing is to be learned.
      return status == RefusalReason.TOO_MANY_CONNECTS.status()
          ? Event.Cause.OTHER
          : Event.Cause.DENIED;
    }
    return refusal.error() != null && OF_THE_TARGET.contains(refusal.error())
        ? Event.Cause.NOT_REACHED
        : Event.Cause.OTHER;
  }

  private static Optional<InetAddress> address(String text) {
    return Host.parseWritten(text) instanceof Host.Address literal
        ? Optional.of(literal.address())
        : Optional.empty();
  }
}
