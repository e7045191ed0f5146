package io.sekisho.listener;

import static io.sekisho.support.Http2Client.CANCEL;
import static io.sekisho.support.Http2Client.CONNECT_ERROR;
import static io.sekisho.support.Http2Client.CONTINUATION;
import static io.sekisho.support.Http2Client.DATA;
import static io.sekisho.support.Http2Client.END_HEADERS;
import static io.sekisho.support.Http2Client.END_STREAM;
import static io.sekisho.support.Http2Client.ENHANCE_YOUR_CALM;
import static io.sekisho.support.Http2Client.GOAWAY;
import static io.sekisho.support.Http2Client.HEADERS;
import static io.sekisho.support.Http2Client.NO_ERROR;
import static io.sekisho.support.Http2Client.PROTOCOL_ERROR;
import static io.sekisho.support.Http2Client.REFUSED_STREAM;
import static io.sekisho.support.Http2Client.RST_STREAM;
import static io.sekisho.support.Http2Client.SETTINGS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.sekisho.support.Http2Client;
import io.sekisho.support.Http2Client.Frame;
import io.sekisho.support.RawClient;
import io.sekisho.support.RunningSekisho;
import io.sekisho.support.Target;
import io.sekisho.tunnel.TunnelRegistry;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@QuarkusTest
class Http2QuarkusTest extends RunningSekisho {

  private static final int INITIAL_WINDOW_SIZE = 4;
  private static final int STREAM_WINDOW = 256 * 1024;
  private static final int MAX_FRAME = 16_384;

  @Inject TunnelRegistry tunnels;

  @BeforeEach
  void allowAlice() {
    allow(java.util.Map.of("kind", "user", "value", "alice"), "127.0.0.1");
  }

  private Http2Client connectHttp2(int... settings) {
    return Http2Client.connect(proxy.tlsPort(), certificates.anonymous(), settings);
  }

  private Frame open(Http2Client client, int stream, Target target) {
    Frame response =
        client.connectTo(stream, target.authority(), issuer.pass("alice")).response(stream);
    assertThat(response.status()).isEqualTo(200);
    return response;
  }

  @Test
  @DisplayName("RFC 9113 §8.5: a 2xx opens the tunnel; DATA frames carry its bytes both ways")
  void opens() {
    try (Target target = Target.echo();
        Http2Client client = connectHttp2()) {
      Frame response = open(client, 1, target);
      assertThat(response.endsStream()).isFalse();
      assertThat(response.headers().contains("content-length")).isFalse();
      assertThat(client.data(1, "hello").read(1, 5)).isEqualTo("hello");
      client.finish(1);
      assertThat(client.rest(1)).isEmpty();
      JsonPath tunnel =
          closed(UUID.fromString(response.headers().get("sekisho-tunnel").toString()));
      assertThat(tunnel.getString("listener")).isEqualTo("tls");
      assertThat(tunnel.getString("protocol")).isEqualTo("h2");
      assertThat(tunnel.getString("closeReason")).isEqualTo("client_closed");
      assertThat(tunnel.getLong("bytesUp")).isEqualTo(5);
    }
  }

  @Test
  @DisplayName(
      "RFC 9113 §8.5: END_STREAM of the client is a FIN to the target; the rest still comes")
  void clientFinishesFirst() throws IOException {
    try (Target target = Target.manual();
        Http2Client client = connectHttp2()) {
      open(client, 1, target);
      Socket connection = target.nextConnection();
      client.data(1, "question").finish(1);
      assertThat(connection.getInputStream().readAllBytes()).asString().isEqualTo("question");
      connection.getOutputStream().write("answer".getBytes());
      connection.close();
      assertThat(client.rest(1)).isEqualTo("answer");
    }
  }

  @Test
  @DisplayName("RFC 9113 §8.5: a FIN of the target is END_STREAM to the client, which may go on")
  void targetFinishesFirst() throws IOException {
    try (Target target = Target.manual();
        Http2Client client = connectHttp2()) {
      open(client, 1, target);
      Socket connection = target.nextConnection();
      connection.getOutputStream().write("banner".getBytes());
      connection.shutdownOutput();
      assertThat(client.rest(1)).isEqualTo("banner");
      client.data(1, "still there").finish(1);
      assertThat(connection.getInputStream().readAllBytes()).asString().isEqualTo("still there");
    }
  }

  @Test
  @DisplayName("RFC 9113 §8.5: END_STREAM may come with the request")
  void finishesAtOnce() throws IOException {
    try (Target target = Target.manual();
        Http2Client client = connectHttp2()) {
      client.headers(
          1,
          END_STREAM,
          ":method",
          "CONNECT",
          ":authority",
          target.authority(),
          "proxy-authorization",
          "Bearer " + issuer.pass("alice"));
      assertThat(client.response(1).status()).isEqualTo(200);
      Socket connection = target.nextConnection();
      assertThat(connection.getInputStream().read()).isEqualTo(-1);
      connection.getOutputStream().write("only me".getBytes());
      connection.close();
      assertThat(client.rest(1)).isEqualTo("only me");
    }
  }

  @Test
  @DisplayName("RFC 9113 §8.5: a TCP error is RST_STREAM with CONNECT_ERROR")
  void targetBreaks() throws IOException {
    try (Target target = Target.manual();
        Http2Client client = connectHttp2()) {
      open(client, 1, target);
      Socket connection = target.nextConnection();
      connection.setSoLinger(true, 0);
      connection.close();
      assertThat(client.await(RST_STREAM, 1).error()).isEqualTo(CONNECT_ERROR);
    }
  }

  @Test
  @DisplayName("RFC 9113 §8.5: a stream error is a RST to the target")
  void clientBreaks() throws IOException {
    try (Target target = Target.manual();
        Http2Client client = connectHttp2()) {
      Frame response = open(client, 1, target);
      Socket connection = target.nextConnection();
      client.reset(1, CANCEL);
      assertThatThrownBy(() -> connection.getInputStream().read())
          .isInstanceOf(SocketException.class);
      assertThat(
              closed(UUID.fromString(response.headers().get("sekisho-tunnel").toString()))
                  .getString("closeReason"))
          .isEqualTo("client_reset");
    }
  }

  @Test
  @DisplayName("RFC 9113 §8.5: frames other than DATA on an open tunnel are a stream error")
  void headersInTheTunnel() throws IOException {
    try (Target target = Target.manual();
        Http2Client client = connectHttp2()) {
      open(client, 1, target);
      Socket connection = target.nextConnection();
      client.headers(1, END_STREAM, "x", "y");
      assertThat(client.await(RST_STREAM, 1).error()).isEqualTo(PROTOCOL_ERROR);
      assertThatThrownBy(() -> connection.getInputStream().read())
          .isInstanceOf(SocketException.class);
    }
  }

  @Test
  @DisplayName("RFC 9113 §8.5: bytes that come before the answer reach the target behind it")
  void earlyBytes() {
    try (Target target = Target.echo();
        Http2Client client = connectHttp2()) {
      client.connectTo(1, target.authority(), issuer.pass("alice")).data(1, "early");
      assertThat(client.response(1).status()).isEqualTo(200);
      assertThat(client.read(1, 5)).isEqualTo("early");
    }
  }

  @Nested
  @DisplayName("A refusal")
  class Refusals {

    @Test
    @DisplayName("RFC 9110 §11.7.1: 407 has a challenge on a field of its own for each scheme")
    void noPass() {
      try (Http2Client client = connectHttp2()) {
        client.headers(1, 0, ":method", "CONNECT", ":authority", "127.0.0.1:1");
        Frame response = client.response(1);
        assertThat(response.status()).isEqualTo(407);
        assertThat(response.headers().getAll("proxy-authenticate")).hasSize(2);
        assertThat(response.headers().get("proxy-status")).hasToString("sekisho");
        assertThat(response.headers().contains("connection")).isFalse();
        assertThat(client.rest(1)).contains("\"status\":407");
      }
    }

    @Test
    @DisplayName("RFC 9113 §8.1: the rest of a refused request is not wanted, without an error")
    void isReset() {
      try (Http2Client client = connectHttp2()) {
        client.headers(1, 0, ":method", "CONNECT", ":authority", "127.0.0.1:1");
        client.response(1);
        client.rest(1);
        assertThat(client.await(RST_STREAM, 1).error()).isEqualTo(NO_ERROR);
      }
    }

    @Test
    @DisplayName("RFC 9931: HTTP/2 goes on after a refusal, other streams being unaffected")
    void leavesTheConnection() {
      try (Target target = Target.echo();
          Http2Client client = connectHttp2()) {
        client.connectTo(1, target.authority(), "not-a-pass").data(1, "early");
        assertThat(client.response(1).status()).isEqualTo(407);
        open(client, 3, target);
        assertThat(client.data(3, "hello").read(3, 5)).isEqualTo("hello");
      }
    }

    @Test
    @DisplayName("RFC 9113 §8.5: :scheme and :path must be omitted")
    void schemeAndPath() {
      assertMalformed(":method", "CONNECT", ":scheme", "https", ":authority", "127.0.0.1:1");
      assertMalformed(":method", "CONNECT", ":path", "/", ":authority", "127.0.0.1:1");
    }

    @Test
    @DisplayName("RFC 9113 §8.5: :authority is required, with a port")
    void authority() {
      assertMalformed(":method", "CONNECT");
      assertMalformed(":method", "CONNECT", ":authority", "127.0.0.1");
      assertMalformed(":method", "CONNECT", ":authority", "user@127.0.0.1:1");
    }

    @Test
    @DisplayName("RFC 8441 §4: an extended CONNECT, which was not offered, is malformed")
    void extended() {
      assertMalformed(":method", "CONNECT", ":protocol", "websocket", ":authority", "127.0.0.1:1");
    }

    @Test
    @DisplayName("RFC 9110 §9.3.6: a CONNECT request has no content, so no length of it")
    void contentLength() {
      assertMalformed(":method", "CONNECT", ":authority", "127.0.0.1:1", "content-length", "0");
    }

    @Test
    @DisplayName("RFC 9110 §15.5.6: 405 says what is allowed")
    void otherMethods() {
      try (Http2Client client = connectHttp2()) {
        client.headers(
            1, END_STREAM, ":method", "GET", ":scheme", "https", ":authority", "x", ":path", "/");
        Frame response = client.response(1);
        assertThat(response.status()).isEqualTo(405);
        assertThat(response.headers().get("allow")).hasToString("CONNECT");
      }
    }

    @Test
    @DisplayName("RFC 6585 §5: too large a field section is a 431")
    void tooLarge() {
      try (Http2Client client = connectHttp2()) {
        byte[] section =
            Http2Client.fieldSection(
                ":method", "CONNECT", ":authority", "127.0.0.1:1", "x", "y".repeat(40_000));
        client.send(HEADERS, 0, 1, java.util.Arrays.copyOf(section, MAX_FRAME));
        client.send(CONTINUATION, 0, 1, java.util.Arrays.copyOfRange(section, MAX_FRAME, 32_768));
        client.send(
            CONTINUATION,
            END_HEADERS,
            1,
            java.util.Arrays.copyOfRange(section, 32_768, section.length));
        assertThat(client.response(1).status()).isEqualTo(431);
      }
    }

    @Test
    void doesNotWaitForAClientThatGivesItNoRoom() {
      try (Http2Client client = connectHttp2(INITIAL_WINDOW_SIZE, 0)) {
        client.headers(1, 0, ":method", "CONNECT", ":authority", "127.0.0.1:1");
        assertThat(client.response(1).status()).isEqualTo(407);
        assertThat(client.await(RST_STREAM, 1).error()).isEqualTo(CANCEL);
      }
    }

    private void assertMalformed(String... fields) {
      try (Http2Client client = connectHttp2()) {
        Frame response = client.headers(1, 0, fields).response(1);
        assertThat(response.status()).as(String.join(" ", fields)).isEqualTo(400);
        assertThat(response.headers().get("proxy-status"))
            .asString()
            .contains("error=http_request_error");
      }
    }
  }

  @Test
  @DisplayName("RFC 9113 §6.8: a client that said GOAWAY and has no stream left is let go")
  void goAway() {
    try (Target target = Target.echo();
        Http2Client client = connectHttp2()) {
      open(client, 1, target);
      client.send(GOAWAY, 0, 0, new byte[8]);
      assertThat(client.data(1, "goes on").read(1, 7)).isEqualTo("goes on");
      client.finish(1);
      assertThat(client.rest(1)).isEmpty();
      client.await(GOAWAY, 0);
      assertThat(client.connection().rest()).isEmpty();
    }
  }

  @Test
  @DisplayName(
      "RFC 9113 §9.1: a client that ended its connection is let go, and so are its streams")
  void endOfConnection() throws IOException {
    try (Target target = Target.manual();
        Http2Client client = connectHttp2()) {
      open(client, 1, target);
      Socket connection = target.nextConnection();
      client.connection().finish();
      assertThatThrownBy(() -> connection.getInputStream().read())
          .isInstanceOf(SocketException.class);
    }
  }

  @Test
  @DisplayName("RFC 7301 §3.2: a client that agreed on HTTP/2 and speaks HTTP/1.1 is understood")
  void http1AllTheSame() {
    try (Target target = Target.echo();
        RawClient client =
            RawClient.connect(proxy.tlsPort()).startTls(certificates.anonymous(), "h2")) {
      client.requestTunnel(target.authority(), bearer(issuer.pass("alice")));
      assertThat(client.head().status()).isEqualTo(200);
      assertThat(client.send("hello").readText(5)).isEqualTo("hello");
    }
  }

  @Test
  @DisplayName("RFC 9113 §3.4: a preface in pieces is one all the same")
  void prefaceInPieces() {
    try (RawClient client =
        RawClient.connect(proxy.tlsPort()).startTls(certificates.anonymous(), "h2")) {
      for (char octet : "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".toCharArray()) {
        client.send(String.valueOf(octet));
      }
      assertThat(client.send(Http2Client.frame(SETTINGS, 0, 0, new byte[0])).read(9)[3])
          .isEqualTo((byte) SETTINGS);
    }
  }

  @Test
  @DisplayName("RFC 9113 §5.4.2: targets that break cost their streams, however many, and no other")
  void manyTargetsBreak() {
    try (Target breaking = Target.doing(Http2QuarkusTest::breakOnTheFirstByte);
        Target target = Target.echo();
        Http2Client client = connectHttp2()) {
      open(client, 1, target);
      String pass = issuer.pass("alice");
      for (int stream = 3; stream < 503; stream += 2) {
        client.connectTo(stream, breaking.authority(), pass);
        assertThat(client.response(stream).status()).isEqualTo(200);
        assertThat(client.data(stream, "x").await(RST_STREAM, stream).error())
            .isEqualTo(CONNECT_ERROR);
        assertThat(client.data(1, "goes on").read(1, 7)).isEqualTo("goes on");
      }
    }
  }

  @Nested
  @DisplayName("Flow control")
  class FlowControl {

    @Test
    @DisplayName("RFC 9113 §5.2: a target that does not read stalls its own stream and no other")
    void slowTarget() throws IOException {
      try (Target slow = Target.manual();
          Target target = Target.echo();
          Http2Client client = connectHttp2()) {
        open(client, 1, slow);
        Socket connection = slow.nextConnection();
        open(client, 3, target);
        int window = STREAM_WINDOW;
        byte[] block = new byte[MAX_FRAME];
        // What is granted beyond the window is what kernel buffers took: bounded, so it ends.
        while (window >= block.length) {
          client.send(DATA, 0, 1, block);
          window -= block.length;
          client.data(3, "x");
          assertThat(client.read(3, 1)).isEqualTo("x");
          window += granted(client, 1);
        }
        assertThat(client.data(3, "goes on").read(3, 7)).isEqualTo("goes on");
        connection.close();
      }
    }

    @Test
    @DisplayName("RFC 9113 §5.2: a client that does not read stalls its own stream and no other")
    void slowClient() throws IOException {
      try (Target source = Target.doing(Http2QuarkusTest::sendForEver);
          Target target = Target.echo();
          Http2Client client = connectHttp2()) {
        client.allow(0, 1_000_000);
        open(client, 1, source);
        open(client, 3, target);
        int received = 0;
        while (received < 65_535) {
          received += client.await(DATA, 1).payload().length;
        }
        assertThat(received).isEqualTo(65_535);
        assertThat(client.data(3, "goes on").read(3, 7)).isEqualTo("goes on");
      }
    }

    private int granted(Http2Client client, int stream) {
      client.ping();
      int sum = 0;
      Frame update = client.poll(Http2Client.WINDOW_UPDATE, stream);
      while (update != null) {
        sum += update.error();
        update = client.poll(Http2Client.WINDOW_UPDATE, stream);
      }
      return sum;
    }
  }

  @Nested
  @DisplayName("Hostile")
  class Hostile {

    @Test
    @DisplayName("RFC 9113 §5.1.2: more streams than allowed are refused")
    void tooManyStreams() {
      try (Target target = Target.manual();
          Http2Client client = connectHttp2()) {
        String pass = issuer.pass("alice");
        for (int i = 0; i < 100; i++) {
          client.connectTo(2 * i + 1, target.authority(), pass);
        }
        for (int i = 0; i < 100; i++) {
          assertThat(client.response(2 * i + 1).status()).isEqualTo(200);
        }
        client.connectTo(201, target.authority(), pass);
        assertThat(client.await(RST_STREAM, 201).error()).isEqualTo(REFUSED_STREAM);
      }
      await().until(() -> tunnels.size() == 0);
    }

    @Test
    @DisplayName("CVE-2023-44487: rapid resets cost the connection, and leave nothing behind")
    void rapidReset() {
      try (Target target = Target.manual()) {
        String pass = issuer.pass("alice");
        Http2Client client = connectHttp2();
        assertThatThrownBy(
                () -> {
                  for (int stream = 1; stream < 20_000; stream += 2) {
                    client.connectTo(stream, target.authority(), pass).reset(stream, CANCEL);
                  }
                  client.await(frame -> false);
                })
            .isInstanceOf(UncheckedIOException.class);
        client.close();
        await().until(() -> tunnels.size() == 0);
        assertServes();
      }
    }

    @Test
    @DisplayName("CVE-2026-33871: endless CONTINUATION costs the connection")
    void continuationFlood() {
      Http2Client client = connectHttp2();
      assertThatThrownBy(
              () -> {
                client.send(HEADERS, 0, 1, Http2Client.fieldSection(":method", "CONNECT"));
                for (int i = 0; i < 100_000; i++) {
                  client.send(CONTINUATION, 0, 1, Http2Client.fieldSection("x", "y"));
                }
              })
          .isInstanceOf(UncheckedIOException.class);
      client.close();
      assertServes();
    }

    @Test
    @DisplayName("RFC 9113 §10.5: empty DATA without end costs the connection")
    void emptyData() {
      try (Target target = Target.manual()) {
        Http2Client client = connectHttp2();
        open(client, 1, target);
        for (int i = 0; i < 10; i++) {
          client.send(DATA, 0, 1, new byte[0]);
        }
        assertThat(client.await(GOAWAY, 0).connectionError()).isEqualTo(ENHANCE_YOUR_CALM);
        client.close();
      }
    }

    @Test
    void aConnectionThatSaysNothingIsClosed() {
      try (RawClient client =
          RawClient.connect(proxy.tlsPort()).startTls(certificates.anonymous(), "h2")) {
        assertThat(client.send("PRI").rest()).isEmpty();
      }
    }

    @Test
    void aConnectionWithoutARequestIsClosed() {
      try (Http2Client client = connectHttp2()) {
        assertThat(client.await(GOAWAY, 0).connectionError()).isEqualTo(NO_ERROR);
        assertThat(client.connection().rest()).isEmpty();
      }
    }

    @Test
    void settingsWithoutEndAreSurvived() {
      Http2Client client = connectHttp2();
      try {
        for (int i = 0; i < 20_000; i++) {
          client.send(SETTINGS, 0, 0, new byte[0]);
        }
      } catch (UncheckedIOException e) {
        // It may have had enough of us.
      }
      client.close();
      assertServes();
    }

    private void assertServes() {
      try (Target target = Target.echo();
          Http2Client client = connectHttp2()) {
        open(client, 1, target);
        assertThat(client.data(1, "hello").read(1, 5)).isEqualTo("hello");
      }
    }
  }

  private static void breakOnTheFirstByte(Socket socket) throws IOException {
    socket.setSoLinger(true, 0);
    socket.getInputStream().read();
  }

  private static void sendForEver(Socket socket) throws IOException {
    byte[] block = new byte[8_192];
    while (!socket.isClosed()) {
      socket.getOutputStream().write(block);
    }
  }
}
