package io.sekisho.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.sekisho.support.RawClient;
import io.sekisho.support.RawClient.Response;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@DisplayName("RFC 9110: tunnels and authentication")
class Rfc9110QuarkusTest extends ConnectSuite {

  static Stream<HeadRule> heads() {
    return HeadRule.of("RFC 9110");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void heads(HeadRule rule) {
    assertHolds(rule);
  }

  // --- §9.3.6: CONNECT ------------------------------------------------------------------------

  @Test
  @DisplayName("RFC 9110 §9.3.6: a 2xx carries neither Content-Length nor Transfer-Encoding")
  void noContentInSuccess() throws Exception {
    try (Ends tunnel = tunnel()) {
      assertThat(tunnel.answer().fields("Content-Length")).isEmpty();
      assertThat(tunnel.answer().fields("Transfer-Encoding")).isEmpty();
    }
  }

  @Test
  @DisplayName("RFC 9110 §9.3.6: the tunnel starts right behind the header section of the 2xx")
  void startsBehindTheHead() throws Exception {
    try (Ends tunnel = tunnel()) {
      tunnel.serverSends("220 ready\r\n");
      assertThat(tunnel.client().readText(11)).isEqualTo("220 ready\r\n");
    }
  }

  @Test
  @DisplayName("RFC 9110 §9.3.6: no 2xx before there is a connection to the target")
  void connectionFirst() {
    String nobody = "127.0.0.1:1";
    assertThat(refusal(connectTo(nobody, pass())).status()).isEqualTo(502);
  }

  @Test
  @DisplayName("RFC 9110 §9.3.6: octets that came with the head are delivered after the 2xx")
  void earlyOctets() throws Exception {
    try (Ends tunnel = tunnel(connect(pass()) + "early bird")) {
      assertThat(tunnel.serverReads(10)).isEqualTo("early bird");
    }
  }

  @Test
  @DisplayName("RFC 9110 §9.3.6: octets from before and after the 2xx are delivered in order")
  void order() throws Exception {
    try (Ends tunnel = tunnel(connect(pass()) + "one ")) {
      tunnel.client().send("two ").send("three").finish();
      assertThat(tunnel.serverReadsAll()).isEqualTo("one two three");
    }
  }

  @Test
  @DisplayName("RFC 9110 §9.3.6: the target gets no octet of the request itself, nor of the pass")
  void nothingOfTheHead() throws Exception {
    try (Ends tunnel = tunnel()) {
      tunnel.client().finish();
      assertThat(tunnel.serverReadsAll()).isEmpty();
    }
  }

  @Test
  @DisplayName("RFC 9110 §9.3.6: octets that came with a refused request never reach the target")
  void earlyOctetsOfTheRefused() {
    refusal(connect(NO_PASS) + "early bird");
    assertThat(target.isUntouched()).isTrue();
  }

  @Test
  @DisplayName("RFC 9110 §9.3.6: a request inside the tunnel is not the proxy's to answer")
  void requestsInside() throws Exception {
    String inside = connect(pass()) + "GET / HTTP/1.1\r\n\r\n";
    try (Ends tunnel = tunnel(connect(pass()) + inside)) {
      assertThat(tunnel.serverReads(inside.length())).isEqualTo(inside);
      tunnel.serverSends("own answer");
      assertThat(tunnel.client().readText(10)).isEqualTo("own answer");
    }
  }

  @Test
  @DisplayName("RFC 9110 §9.3.6: all 256 octets pass unchanged in both directions")
  void unchanged() throws Exception {
    StringBuilder all = new StringBuilder();
    for (char c = 0; c < 256; c++) {
      all.append(c);
    }
    try (Ends tunnel = tunnel()) {
      tunnel.client().send(all.toString());
      assertThat(tunnel.serverReads(256)).isEqualTo(all.toString());
      tunnel.serverSends(all.toString());
      assertThat(tunnel.client().readText(256)).isEqualTo(all.toString());
    }
  }

  @Test
  @DisplayName("RFC 9110 §9.3.6: what the target sent before it closed reaches the client")
  void outstandingOfTheTarget() throws Exception {
    String much = "x".repeat(1_000_000);
    try (Ends tunnel = tunnel()) {
      Thread sender = sending(() -> tunnel.serverSends(much), () -> tunnel.server().close());
      assertThat(tunnel.clientReadsAll()).isEqualTo(much);
      sender.join();
    }
  }

  @Test
  @DisplayName("RFC 9110 §9.3.6: what the client sent before it closed reaches the target")
  void outstandingOfTheClient() throws Exception {
    String much = "x".repeat(1_000_000);
    try (Ends tunnel = tunnel()) {
      Thread sender = sending(() -> tunnel.client().send(much), () -> tunnel.client().close());
      assertThat(tunnel.serverReadsAll()).isEqualTo(much);
      sender.join();
    }
  }

  @Test
  @DisplayName("RFC 9110 §9.3.6: the proxy closes to the client when the target has closed")
  void closedByTheTarget() throws Exception {
    try (Ends tunnel = tunnel()) {
      tunnel.server().close();
      assertThat(tunnel.clientReadsAll()).isEmpty();
    }
  }

  @Test
  @DisplayName("RFC 9110 §9.3.6: the proxy closes to the target when the client has closed")
  void closedByTheClient() throws Exception {
    try (Ends tunnel = tunnel()) {
      tunnel.client().close();
      assertThat(tunnel.serverReadsAll()).isEmpty();
    }
  }

  @Test
  @DisplayName("RFC 9293 §3.6: a client that has finished is still sent what the target says")
  void halfClosedByTheClient() throws Exception {
    try (Ends tunnel = tunnel()) {
      tunnel.client().send("question").finish();
      assertThat(tunnel.serverReadsAll()).isEqualTo("question");
      tunnel.serverSends("answer");
      assertThat(tunnel.client().readText(6)).isEqualTo("answer");
    }
  }

  @Test
  @DisplayName("RFC 9293 §3.6: a target that has finished is still sent what the client says")
  void halfClosedByTheTarget() throws Exception {
    try (Ends tunnel = tunnel()) {
      tunnel.serverSends("goodbye");
      tunnel.server().shutdownOutput();
      assertThat(tunnel.clientReadsAll()).isEqualTo("goodbye");
      tunnel.client().send("still here").finish();
      assertThat(tunnel.serverReadsAll()).isEqualTo("still here");
    }
  }

  @Test
  @DisplayName("RFC 9293 §3.6: a client that finished with its request still gets its tunnel")
  void finishedWithTheHead() throws Exception {
    RawClient client = client().send(connect(pass()) + "all I say").finish();
    assertThat(client.head().status()).isEqualTo(200);
    try (Ends tunnel = new Ends(client, null, target.nextConnection())) {
      assertThat(tunnel.serverReadsAll()).isEqualTo("all I say");
      tunnel.serverSends("heard");
      assertThat(client.readText(5)).isEqualTo("heard");
    }
  }

  @Test
  @DisplayName("RFC 9110 §9.3.6: tunnels lead to configured destinations only")
  void configuredDestinationsOnly() {
    assertThat(refusal(connectTo("a.example:443", pass())).status()).isEqualTo(403);
  }

  // --- §10.1.1, §15.2.1: interim answers --------------------------------------------------------

  @Test
  @DisplayName("RFC 9110 §15.2: HTTP/1.0 gets no interim answer")
  void noInterimAnswer() {
    String octets = "CONNECT x:443 HTTP/1.0\r\nExpect: 100-continue\r\n\r\n";
    assertThat(refusal(octets).status()).isEqualTo(407);
  }

  // --- §11: authentication --------------------------------------------------------------------

  @Test
  @DisplayName("RFC 9110 §15.5.8: a 407 has at least one Proxy-Authenticate")
  void challenge() {
    Response answer = refusal(connect(NO_PASS));
    assertThat(answer.status()).isEqualTo(407);
    assertThat(answer.fields("Proxy-Authenticate")).isNotEmpty();
  }

  @Test
  @DisplayName("RFC 9110 §11.7.1: the challenge is not the origin's WWW-Authenticate")
  void notTheOriginsChallenge() {
    assertThat(refusal(connect(NO_PASS)).fields("WWW-Authenticate")).isEmpty();
  }

  @Test
  @DisplayName("RFC 9110 §11.6.1: each challenge stands on a line of its own")
  void challengesOnLines() {
    assertThat(refusal(connect(NO_PASS)).fields("Proxy-Authenticate"))
        .hasSize(2)
        .anyMatch(challenge -> challenge.startsWith("Bearer "))
        .anyMatch(challenge -> challenge.startsWith("Basic "));
  }

  @Test
  @DisplayName("RFC 9110 §11.5: every challenge names the realm in a quoted string")
  void realm() {
    assertThat(refusal(connect(NO_PASS)).fields("Proxy-Authenticate"))
        .allMatch(challenge -> challenge.contains("realm=\"sekisho\""));
  }

  @ParameterizedTest(name = "RFC 9110 §11.1: the scheme {0} is case-insensitive")
  @ValueSource(strings = {"Bearer", "bearer", "BEARER"})
  void schemeWithoutCase(String scheme) throws Exception {
    String line = "Proxy-Authorization: " + scheme + " " + issuer.pass("alice") + "\r\n";
    tunnel(connect(line)).close();
  }

  @Test
  @DisplayName("RFC 9110 §11.7.2: credentials for the origin are none for the proxy")
  void authorizationIsNotForTheProxy() {
    String line = "Authorization: Bearer " + issuer.pass("alice") + "\r\n";
    assertThat(refusal(connect(line)).status()).isEqualTo(407);
  }

  @Test
  @DisplayName("RFC 9110 §11.7.2: Proxy-Authorization is one field, not a list")
  void oneAuthorization() {
    assertThat(refusal(connect(pass() + pass())).status()).isEqualTo(407);
  }

  @Test
  @DisplayName("RFC 9110 §11.4: credentials of a scheme not offered are answered by the challenges")
  void unknownScheme() {
    Response answer = refusal(connect("Proxy-Authorization: Negotiate abc\r\n"));
    assertThat(answer.status()).isEqualTo(407);
    assertThat(answer.fields("Proxy-Authenticate")).hasSize(2);
  }

  // --- answers --------------------------------------------------------------------------------

  @Test
  @DisplayName("RFC 9110 §15.5.6: a 405 tells the methods that are allowed")
  void allow() {
    Response answer = refusal("GET http://a.example/ HTTP/1.1\r\nHost: a.example\r\n\r\n");
    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.fields("Allow")).containsExactly("CONNECT");
  }

  @Test
  @DisplayName("RFC 9110 §8.6: Content-Length is what the content of a refusal is long")
  void contentLength() {
    Response answer = refusal(connect(NO_PASS));
    assertThat(answer.fields("Content-Length"))
        .containsExactly(Integer.toString(answer.body().length()));
  }

  @Test
  @DisplayName("RFC 9111 §5.2.2.5: no cache keeps a refusal")
  void noStore() {
    assertThat(refusal(connect(NO_PASS)).field("Cache-Control")).contains("no-store");
  }

  @Test
  @DisplayName("RFC 9457 §3: a refusal is a problem whose status is the answer's")
  void problem() {
    Response answer = refusal(connect(NO_PASS));
    assertThat(answer.field("Content-Type")).contains("application/problem+json");
    assertThat(answer.body()).contains("\"status\":407", "\"title\":", "\"instance\":\"urn:uuid:");
  }

  private interface Step {
    void run() throws Exception;
  }

  private static Thread sending(Step... steps) {
    Thread thread =
        new Thread(
            () -> {
              try {
                for (Step step : steps) {
                  step.run();
                }
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    thread.start();
    return thread;
  }
}
