package io.sekisho.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.sekisho.support.Api;
import io.sekisho.support.RawClient;
import io.sekisho.support.RawClient.Response;
import io.sekisho.support.RunningSekisho;
import io.sekisho.support.Target;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the rules are told with: a target that alice may reach, and clients that say anything. */
abstract class ConnectSuite extends RunningSekisho {

  static final String NO_PASS = "";

  /** Where alice's tunnels lead; the test is at the other end. */
  Target target;

  @BeforeEach
  void letAliceReachTheTarget() {
    target = Target.manual();
    allow(Api.user("alice"), "127.0.0.1");
  }

  @AfterEach
  void closeTarget() {
    target.close();
  }

  /** The line with a pass that is good. */
  String pass() {
    return bearer(issuer.pass("alice")) + "\r\n";
  }

  /** A good request with more lines, each with its CRLF. */
  String connect(String lines) {
    return connectTo(target.authority(), lines);
  }

  String connectTo(String authority, String lines) {
    return "CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n" + lines + "\r\n";
  }

  /** Sends octets, and reads the answer until the proxy closes. */
  Response refusal(String octets) {
    try (RawClient client = client()) {
      return client.send(octets).refusal();
    }
  }

  /** Sends octets and opens a tunnel. */
  Ends tunnel(String octets) {
    RawClient client = client().send(octets);
    Response answer = client.head();
    assertThat(answer.status()).as(answer.head()).isEqualTo(200);
    return new Ends(client, answer, target.nextConnection());
  }

  Ends tunnel() {
    return tunnel(connect(pass()));
  }

  /** A tunnel's both ends. */
  record Ends(RawClient client, Response answer, Socket server) implements AutoCloseable {

    void serverSends(String text) throws Exception {
      server.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    String serverReads(int length) throws Exception {
      return new String(server.getInputStream().readNBytes(length), StandardCharsets.ISO_8859_1);
    }

    /** All until the proxy finishes. */
    String serverReadsAll() throws Exception {
      return new String(server.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    String clientReadsAll() {
      return new String(client.rest(), StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
      client.close();
      server.close();
    }
  }

  /** The rule, with a good request right behind what is refused: it must remain unanswered. */
  void assertHolds(HeadRule rule) {
    String head = latin1(rule.head(target.authority(), pass()));
    try (RawClient client = client()) {
      Response answer = client.send(head + connect(pass())).head();
      assertThat(answer.status()).isEqualTo(rule.status());
      if (rule.status() != 200) {
        assertThat(latin1(client.rest())).doesNotContainPattern("HTTP/1[.][01] [0-9]");
        assertThat(answer.field("Connection")).contains("close");
        assertThat(target.isUntouched()).isTrue();
      }
      if (rule.status() == 400 || rule.status() == 405) {
        assertThat(answer.field("Proxy-Status").orElseThrow())
            .startsWith("sekisho; error=http_request_error; details=");
      }
    }
  }

  static String latin1(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
