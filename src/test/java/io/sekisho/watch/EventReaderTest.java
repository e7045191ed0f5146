package io.sekisho.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sekisho.audit.LogEntry;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventReaderTest {

  private static final String TUNNEL = "01890000-0000-7000-8000-000000000001";

  private static final String OPENED =
      """
      {"id": "01890000-0000-7000-8000-000000000002", "tunnelId": "%s", "kind": "opened",
       "recordedAt": "2026-03-02T12:00:01.500000Z", "attemptedAt": "2026-03-02T12:00:00.000001Z",
       "user": "alice", "pass": "0123456789abcdef", "clientAddress": "2001:db8:1:2:3::4",
       "host": "a.test", "port": 443, "decision": "allow", "status": 200}
      """
          .formatted(TUNNEL);

  @Test
  void shouldReadAnOpening() {
    Event event = EventReader.read(entry(OPENED, null)).orElseThrow();
    assertThat(event).isInstanceOf(Event.Opened.class);
    assertThat(event.time()).isEqualTo(Instant.parse("2026-03-02T12:00:00.000001Z"));
    assertThat(event.attempt().tunnel()).hasToString(TUNNEL);
    assertThat(event.attempt().user()).contains("alice");
    assertThat(event.attempt().pass()).contains("0123456789abcdef");
    assertThat(event.attempt().source()).contains("2001:db8:1:2::/64");
    assertThat(event.attempt().host()).contains("a.test");
    assertThat(event.attempt().port()).contains(443);
  }

  @Test
  void shouldKnowAnEndByItsOpening() {
    String closed =
        """
        {"tunnelId": "%s", "kind": "closed", "recordedAt": "2026-03-02T12:10:00.000000Z",
         "attemptedAt": "2026-03-02T12:00:00.000001Z", "bytesUp": 7, "closeReason": "killed"}
        """
            .formatted(TUNNEL);
    Event event = EventReader.read(entry(closed, OPENED)).orElseThrow();
    assertThat(event.time()).isEqualTo(Instant.parse("2026-03-02T12:10:00Z"));
    assertThat(event.attempt().user()).contains("alice");
    assertThat(event)
        .isInstanceOfSatisfying(
            Event.Closed.class,
            end -> {
              assertThat(end.bytesUp()).isEqualTo(7);
              assertThat(end.reason()).isEqualTo("killed");
            });
    Event lost = EventReader.read(entry(closed, null)).orElseThrow();
    assertThat(lost.attempt().user()).isEmpty();
    assertThat(lost.attempt().tunnel()).hasToString(TUNNEL);
    Event interim =
        EventReader.read(entry(closed.replace("closed", "interim"), OPENED)).orElseThrow();
    assertThat(interim).isEqualTo(new Event.Carried(event.attempt(), event.time(), 7));
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
    ObjectNode record = json(OPENED);
    record.put("kind", "refused").put("status", status).put("decision", decision);
    record.put("reason", reason);
    record.remove("user");
    if (user != null) {
      record.put("user", user);
    }
    if (error != null) {
      record.put("error", error);
    }
    assertThat(EventReader.read(new LogEntry(record, Optional.empty())).orElseThrow())
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

  private static LogEntry entry(String record, String opening) {
    return new LogEntry(json(record), Optional.ofNullable(opening).map(EventReaderTest::json));
  }

  private static ObjectNode json(String text) {
    try {
      return (ObjectNode) new ObjectMapper().readTree(text);
    } catch (java.io.IOException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
