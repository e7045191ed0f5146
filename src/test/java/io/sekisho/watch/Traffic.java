package io.sekisho.watch;

import io.sekisho.destination.Host;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Events of somebody somewhere. Each attempt has an id of its own. */
record Traffic(Optional<String> user, Optional<String> pass, InetAddress client) {

  static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");

  private static final Counter COUNTER = new Counter();

  private static final class Counter {
    private long next;

    UUID next() {
      return new UUID(0x7000, next++);
    }
  }

  static Traffic of(String user) {
    return new Traffic(Optional.of(user), Optional.of("pass-of-" + user), address("192.0.2.1"));
  }

  static Traffic ofNobody() {
    return new Traffic(Optional.empty(), Optional.empty(), address("192.0.2.1"));
  }

  Traffic from(String address) {
    return new Traffic(user, pass, address(address));
  }

  Traffic showing(String other) {
    return new Traffic(user, Optional.of(other), client);
  }

  static InetAddress address(String text) {
    return ((Host.Address) Host.parseWritten(text)).address();
  }

  /** Seconds after noon. */
  static Instant at(double seconds) {
    return NOON.plusMillis(Math.round(seconds * 1_000));
  }

  Attempted attempt(Instant time, String host, int port) {
    return new Attempted(
        COUNTER.next(),
        time,
        user,
        pass,
        Optional.of(client),
        Optional.of(host),
        Optional.of(port));
  }

  Event refused(Instant time, Event.Cause cause, String host, int port) {
    return new Event.Refused(attempt(time, host, port), cause);
  }

  Event denied(Instant time) {
    return refused(time, Event.Cause.DENIED, "denied.test", 443);
  }

  Event badPass(Instant time) {
    return new Event.Refused(
        new Attempted(
            COUNTER.next(),
            time,
            Optional.empty(),
            Optional.empty(),
            Optional.of(client),
            Optional.of("a.test"),
            Optional.of(443)),
        Event.Cause.BAD_PASS);
  }

  Event opened(Instant time, String host, int port) {
    return new Event.Opened(attempt(time, host, port));
  }

  static Event carried(Event opened, Duration after, long bytesUp) {
    return new Event.Carried(opened.attempt(), opened.time().plus(after), bytesUp);
  }

  static Event closed(Event opened, Duration after, long bytesUp) {
    return closed(opened, after, bytesUp, "client_closed");
  }

  static Event closed(Event opened, Duration after, long bytesUp, String reason) {
    return new Event.Closed(opened.attempt(), opened.time().plus(after), bytesUp, reason);
  }
}
