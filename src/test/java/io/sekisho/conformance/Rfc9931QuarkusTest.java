package io.sekisho.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.sekisho.support.RawClient;
import io.sekisho.support.RawClient.Response;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A client may send its tunnel's octets before it knows that there is a tunnel. If there is none,
 * and the connection lived on, they would be read as a request: so it does not.
 */
@QuarkusTest
@DisplayName("RFC 9931: the end of a connection whose CONNECT is refused")
class Rfc9931QuarkusTest extends ConnectSuite {

  static Stream<Arguments> refusals() {
    return Stream.of(
        refused(400, suite -> suite.connectTo("a.example:0", suite.pass())),
        refused(403, suite -> suite.connectTo("a.example:443", suite.pass())),
        refused(405, suite -> "GET / HTTP/1.1\r\nHost: a.example\r\n\r\n"),
        refused(407, suite -> suite.connect(NO_PASS)),
        refused(407, suite -> suite.connect("Proxy-Authorization: Bearer abc\r\n")),
        refused(414, suite -> "CONNECT " + "a".repeat(9_000)),
        refused(431, suite -> suite.connect("X: " + "y".repeat(40_000) + "\r\n")),
        refused(502, suite -> suite.connectTo("127.0.0.1:1", suite.pass())));
  }

  @ParameterizedTest(name = "RFC 9931: the connection is closed after {0}, and says so")
  @MethodSource("refusals")
  void closed(int status, Function<ConnectSuite, String> head) {
    Response answer = refusal(head.apply(this));
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.fields("Connection")).containsExactly("close");
  }

  @ParameterizedTest(
      name = "RFC 9931: a request behind one answered {0} is neither answered nor done")
  @MethodSource("refusals")
  void nothingBehind(int status, Function<ConnectSuite, String> head) {
    Response answer = refusal(head.apply(this) + connect(pass()));
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.body()).doesNotContainPattern("HTTP/1[.][01] [0-9]");
    assertThat(target.isUntouched()).isTrue();
  }

  @ParameterizedTest(name = "RFC 9931: the connection is closed after 407, whatever says: {0}")
  @ValueSource(
      strings = {
        "Connection: keep-alive",
        "Proxy-Connection: keep-alive",
        "Connection: keep-alive\r\nKeep-Alive: timeout=60, max=100",
        "Connection: upgrade\r\nUpgrade: h2c"
      })
  void closedWhateverIsAsked(String lines) {
    Response answer = refusal(connect(lines + "\r\n"));
    assertThat(answer.status()).isEqualTo(407);
    assertThat(answer.fields("Keep-Alive")).isEmpty();
    assertThat(answer.fields("Proxy-Connection")).isEmpty();
  }

  @Test
  @DisplayName("RFC 9931: a request that comes after the answer is neither answered nor done")
  void nothingAfter() {
    try (RawClient client = client()) {
      Response answer = client.send(connect(NO_PASS)).head();
      client.send(connect(pass()));
      assertThat(answer.status()).isEqualTo(407);
      assertThat(latin1(client.rest())).doesNotContainPattern("HTTP/1[.][01] [0-9]");
      assertThat(target.isUntouched()).isTrue();
    }
  }

  @Test
  @DisplayName("RFC 9931: HTTP/1.0 is closed too, although it asked to be kept")
  void http10() {
    String head = "CONNECT a.example:443 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";
    assertThat(refusal(head).status()).isEqualTo(407);
  }

  private static Arguments refused(int status, Function<ConnectSuite, String> head) {
    return Arguments.of(status, head);
  }
}
