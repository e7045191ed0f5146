package io.sekisho.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.sekisho.support.RawClient;
import io.sekisho.support.RawClient.Response;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@QuarkusTest
@DisplayName("RFC 9112: messages and connections")
class Rfc9112QuarkusTest extends ConnectSuite {

  static Stream<HeadRule> heads() {
    return HeadRule.of("RFC 9112");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void heads(HeadRule rule) {
    assertHolds(rule);
  }

  // --- §2.2: segments are no part of a message --------------------------------------------------

  @ParameterizedTest(name = "octet by octet: {0}")
  @EnumSource(
      names = {"EMPTY_LINE_FIRST", "HTTP_1_0", "BARE_CR_IN_VALUE", "FOLDED_LINE", "CHUNKED"})
  void trickled(HeadRule rule) {
    try (RawClient client = client()) {
      for (byte octet : rule.head(target.authority(), pass())) {
        if (!send(client, octet)) {
          break;
        }
      }
      assertThat(client.head().status()).isEqualTo(rule.status());
    }
  }

  @Test
  @DisplayName("RFC 9112 §2.2: octets behind a head that came octet by octet are the tunnel's")
  void trickledInto() throws Exception {
    RawClient client = client();
    for (byte octet : (connect(pass()) + "early").getBytes(StandardCharsets.ISO_8859_1)) {
      client.send(new byte[] {octet});
    }
    assertThat(client.head().status()).isEqualTo(200);
    try (Ends tunnel = new Ends(client, null, target.nextConnection())) {
      assertThat(tunnel.serverReads(5)).isEqualTo("early");
    }
  }

  // --- §3, §5: sizes --------------------------------------------------------------------------

  @Test
  @DisplayName("RFC 9112 §3: a request line of 8000 octets is not too long")
  void lineOf8000() {
    assertThat(refusal(lineOf(8_000)).status()).isEqualTo(400);
    assertThat(lineOf(8_000).indexOf("\r\n")).isEqualTo(8_000);
  }

  @Test
  @DisplayName("RFC 9112 §3: a request line that is too long is answered 414")
  void lineTooLong() {
    Response answer = refusal(lineOf(9_000));
    assertThat(answer.status()).isEqualTo(414);
    assertThat(answer.field("Proxy-Status").orElseThrow()).contains("error=http_request_error");
  }

  @Test
  @DisplayName("RFC 6585 §5: a field that is too large is answered 431")
  void fieldTooLarge() {
    Response answer = refusal(connect("X: " + "y".repeat(40_000) + "\r\n"));
    assertThat(answer.status()).isEqualTo(431);
    assertThat(answer.field("Proxy-Status").orElseThrow()).contains("error=http_request_error");
  }

  @Test
  @DisplayName("RFC 6585 §5: fields that are too large together are answered 431")
  void fieldsTooLarge() {
    assertThat(refusal(connect("X: y\r\n".repeat(8_000))).status()).isEqualTo(431);
  }

  @Test
  @DisplayName("RFC 9110 §5.4: a pass of 16 kB is not too large")
  void largePass() {
    Response answer =
        refusal(connect("Proxy-Authorization: Bearer " + "a".repeat(16_384) + "\r\n"));
    assertThat(answer.status()).isEqualTo(407);
  }

  // --- §4: answers ----------------------------------------------------------------------------

  @Test
  @DisplayName("RFC 9112 §4: the status line of a 2xx names HTTP/1.1, three digits and a phrase")
  void statusLineOfSuccess() throws Exception {
    try (Ends tunnel = tunnel()) {
      assertThat(tunnel.answer().head().lines().findFirst().orElseThrow())
          .matches("HTTP/1\\.1 200 [\\x20-\\x7e]*");
    }
  }

  @Test
  @DisplayName("RFC 9112 §2.3: HTTP/1.0 is answered in the version of the proxy")
  void versionOfTheAnswer() {
    assertThat(refusal("CONNECT x:443 HTTP/1.0\r\n\r\n").head()).startsWith("HTTP/1.1 407 ");
  }

  @Test
  @DisplayName("RFC 9112 §2.2: every line of a refusal ends in CR LF")
  void lines() {
    assertThat(refusal(connect(NO_PASS)).head().replace("\r\n", "")).doesNotContain("\r", "\n");
  }

  // --- §8, §9: connections --------------------------------------------------------------------

  @Test
  @DisplayName("RFC 9112 §8: a head that breaks off in the middle is not acted upon")
  void incomplete() {
    String head = connect(pass());
    try (RawClient client = client()) {
      client.send(head.substring(0, head.length() - 2)).finish();
      assertThat(latin1(client.rest())).doesNotContain("HTTP/1.1 2");
      assertThat(target.isUntouched()).isTrue();
    }
  }

  @Test
  @DisplayName("RFC 9112 §9.5: a head that does not come to its end is answered 408")
  void slow() {
    Response answer = refusal("CONNECT a.example:443 HTTP/1.1\r\nHost:");
    assertThat(answer.status()).isEqualTo(408);
    assertThat(answer.field("Proxy-Status").orElseThrow()).contains("error=http_request_error");
  }

  @Test
  @DisplayName("RFC 9112 §9.5: a connection on which nothing was asked is closed without an answer")
  void silent() {
    try (RawClient client = client()) {
      assertThat(client.rest()).isEmpty();
    }
  }

  @Test
  @DisplayName("RFC 9112 §9.6: an answer behind which the proxy closes says so")
  void close() {
    assertThat(refusal(connect(NO_PASS)).fields("Connection")).containsExactly("close");
  }

  @Test
  @DisplayName("RFC 9112 §9.6: a client that is still sending can read the answer")
  void answerIsNotLost() {
    Response answer = refusal(connect(NO_PASS) + "x".repeat(200_000));
    assertThat(answer.status()).isEqualTo(407);
    assertThat(answer.body()).contains("\"status\":407");
  }

  private String lineOf(int octets) {
    String rest = "CONNECT :443 HTTP/1.1";
    String host = "a".repeat(octets - rest.length());
    return "CONNECT " + host + ":443 HTTP/1.1\r\nHost: a.example\r\n\r\n";
  }

  /** Whether the proxy still takes octets: a refused head need not be heard to its end. */
  private static boolean send(RawClient client, byte octet) {
    try {
      client.send(new byte[] {octet});
      return true;
    } catch (UncheckedIOException e) {
      return false;
    }
  }
}
