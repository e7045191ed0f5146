package io.sekisho.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sekisho.destination.SyntaxException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventReaderTest {

  private static final Instant BEGAN = Instant.parse("2026-03-02T12:00:00.000001Z");
  private static final Instant ENDED = Instant.parse("2026-03-02T12:10:00Z");
  private static final UUID TUNNEL = UUID.fromString("01890000-0000-7000-8000-000000000001");

  private static final WatchedRecord.Attempt ATTEMPT =
      new WatchedRecord.Attempt(
          TUNNEL, BEGAN, "alice", "0123456789abcdef", "2001:db8:1:2:3::4", "a.test", 443);

  /** Of which no more is known. */
  private static final WatchedRecord.Attempt UNKNOWN =
      new WatchedRecord.Attempt(TUNNEL, BEGAN, null, null, null, null, null);

  @Test
  void shouldReadAnOpening() {
    Event event = EventReader.read(record("opened", ATTEMPT)).orElseThrow();
    assertThat(event).isInstanceOf(Event.Opened.class);
    assertThat(event.time()).isEqualTo(BEGAN);
    assertThat(event.attempt().tunnel()).isEqualTo(TUNNEL);
    assertThat(event.attempt().user()).contains("alice");
    assertThat(event.attempt().pass()).contains("0123456789abcdef");
    assertThat(event.attempt().source()).contains("2001:db8:1:2::/64");
    assertThat(event.attempt().host()).contains("a.test");
    assertThat(event.attempt().port()).contains(443);
  }

  @Test
  void shouldKnowAnEndByItsOpening() {
    Event event = EventReader.read(record("closed", ATTEMPT)).orElseThrow();
    assertThat(event.time()).isEqualTo(ENDED);
    assertThat(event.attempt().user()).contains("alice");
    assertThat(event)
        .isInstanceOfSatisfying(
            Event.Closed.class,
            end -> {
              assertThat(end.bytesUp()).isEqualTo(7);
              assertThat(end.reason()).isEqualTo("killed");
            });
    Event lost = EventReader.read(record("closed", UNKNOWN)).orElseThrow();
    assertThat(lost.attempt().user()).isEmpty();
    assertThat(lost.attempt().client()).isEmpty();
    assertThat(lost.attempt().host()).isEmpty();
    assertThat(lost.attempt().port()).isEmpty();
    assertThat(lost.attempt().tunnel()).isEqualTo(TUNNEL);
    Event interim = EventReader.read(record("interim", ATTEMPT)).orElseThrow();
    assertThat(interim).isEqualTo(new Event.Carried(event.attempt(), event.time(), 7));
  }

  @Test
  void shouldReadWhatTellsLittle() {
    WatchedRecord closed =
        new WatchedRecord(UUID.randomUUID(), "closed", ENDED, UNKNOWN, null, 0, null);
    assertThat(EventReader.read(closed))
        .hasValueSatisfying(
            event -> assertThat(event).isEqualTo(new Event.Closed(event.attempt(), ENDED, 0, "")));
    WatchedRecord.Refusal nothing = new WatchedRecord.Refusal(0, null, null, null);
    for (WatchedRecord.Attempt attempt : List.of(ATTEMPT, UNKNOWN)) {
      assertThat(EventReader.read(refused(attempt, nothing)))
          .hasValueSatisfying(
              event ->
                  assertThat(event)
                      .isEqualTo(new Event.Refused(event.attempt(), Event.Cause.OTHER)));
    }
    assertThat(EventReader.read(record("of a later version", ATTEMPT))).isEmpty();
  }

  /** As somebody may put it into the log by hand. */
  @Test
  void shouldReadNoNetworkForAnAddress() {
    WatchedRecord.Attempt attempt =
        new WatchedRecord.Attempt(TUNNEL, BEGAN, "alice", null, "10.0.0.0/8", "a.test", 443);
    assertThatThrownBy(() -> EventReader.read(record("opened", attempt)))
        .isInstanceOf(SyntaxException.class);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "-, 407, deny, -, no pass was shown, OTHER",
        "-, 407, deny, -, the token has expired, BAD_PASS",
        "-, 429, deny, connection_limit_reached, too many passes, BAD_PASS",
        "-, 400, error, http_request_error, x, OTHER",
        "-, 503, error, proxy_internal_error, x, OTHER",
        "alice, 403, deny, http_request_denied, x, DENIED",
        "alice, 502, deny, destination_ip_prohibited, x, DENIED",
        "alice, 502, deny, proxy_loop_detected, x, DENIED",
        "alice, 429, deny, connection_limit_reached, x, OTHER",
        "alice, 502, error, dns_error, x, NOT_REACHED",
        "alice, 504, error, dns_timeout, x, OTHER",
        "alice, 502, error, connection_refused, x, NOT_REACHED",
        "alice, 502, error, connection_terminated, x, NOT_REACHED",
        "alice, 502, error, destination_ip_unroutable, x, NOT_REACHED",
        "alice, 504, error, connection_timeout, x, NOT_REACHED",
        "alice, 502, error, proxy_configuration_error, x, OTHER",
        "alice, 503, error, connection_limit_reached, x, OTHER"
      })
  void shouldTellWhyAnAttemptGotNoTunnel(
      String user, int status, String decision, String error, String reason, Event.Cause cause) {
    WatchedRecord.Attempt attempt =
        new WatchedRecord.Attempt(TUNNEL, BEGAN, user, null, "192.0.2.1", "a.test", 443);
    WatchedRecord.Refusal refusal = new WatchedRecord.Refusal(status, decision, error, reason);
    assertThat(EventReader.read(refused(attempt, refusal)).orElseThrow())
        .isInstanceOfSatisfying(
            Event.Refused.class, refused -> assertThat(refused.cause()).isEqualTo(cause));
  }

  /** Names are what the issuer says; none may look like the rest of a line of the log. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\" user=\"b",
        "a\nalert 2",
        "a\u2028b",
        "\u202eecila",
        "a\\",
        "\u0085",
        "\uD800",
        "é"
      })
  void shouldQuoteNamesInTheLog(String name) {
    String quoted = LogWatcher.quoted(name);
    assertThat(quoted).matches("\"([ -!#-\\[\\]-~]|\\\\.)*\"");
    assertThat(quoted).doesNotContain("a\" ");
  }

  private static WatchedRecord record(String kind, WatchedRecord.Attempt attempt) {
    return new WatchedRecord(UUID.randomUUID(), kind, ENDED, attempt, null, 7, "killed");
  }

  private static WatchedRecord refused(
      WatchedRecord.Attempt attempt, WatchedRecord.Refusal refusal) {
    return new WatchedRecord(UUID.randomUUID(), "refused", ENDED, attempt, refusal, 0, null);
  }
}
