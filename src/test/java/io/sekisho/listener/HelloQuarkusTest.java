package io.sekisho.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.sekisho.support.Api;
import io.sekisho.support.Http2Client;
import io.sekisho.support.RawClient;
import io.sekisho.support.RunningSekisho;
import io.sekisho.support.Target;
import io.sekisho.support.TlsTarget;
import io.sekisho.tls.Hellos;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a tunnel's first bytes must be, and what is recorded of them. */
@QuarkusTest
class HelloQuarkusTest extends RunningSekisho {

  private static final String HOST = "localhost";

  @Inject MeterRegistry meters;

  @Test
  void shouldCarryTlsToTheHostThatWasAskedForAndRecordWhatTheClientSaid() throws Exception {
    demand("verify", HOST);
    byte[] bytes = new byte[3 * 1024 * 1024];
    new Random(42).nextBytes(bytes);
    try (TlsTarget target = TlsTarget.echo(certificates)) {
      Opened tunnel = open("alice", HOST + ":" + target.port());
      SSLSocket tls = target.over(tunnel.client(), HOST);
      CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> write(tls, bytes));
      byte[] back = tls.getInputStream().readNBytes(bytes.length);
      sending.join();

      assertThat(Arrays.equals(back, bytes)).as("the echo equals what was sent").isTrue();
      assertFacts(live(tunnel), HOST);
      tls.close();
      JsonPath record = closed(tunnel.id());
      assertFacts(record, HOST);
      assertThat(record.getString("closeReason")).isIn("client_closed", "target_closed");
      assertThat(record.getString("reason")).isNull();
      assertThat(record.getLong("bytesUp")).isGreaterThan(bytes.length);
    }
  }

  static Stream<Arguments> violations() {
    return Stream.of(
        Arguments.of("verify", "another server name", Hellos.to("other.example.com")),
        Arguments.of("verify", "no server name", Hellos.ofJdk(null, List.of("h2"), "TLSv1.2")),
        Arguments.of("verify", "plain HTTP", ascii("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")),
        Arguments.of("require", "plain HTTP", ascii("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")),
        Arguments.of("require", "SSH", ascii("SSH-2.0-OpenSSH_9.2\r\n")),
        Arguments.of("require", "an alert", HexFormat.of().parseHex("15030300020228")),
        Arguments.of("require", "a hello of SSL 2", HexFormat.of().parseHex("802e01000200150000")),
        Arguments.of("require", "a huge hello", HexFormat.of().parseHex("1603010004" + "01ffffff")),
        Arguments.of("require", "zeros", new byte[100_000]));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("violations")
  void shouldCutBeforeTheTargetGetsAByteOfAnythingElse(String mode, String what, byte[] bytes)
      throws Exception {
    demand(mode, HOST);
    try (Target target = Target.manual()) {
      Opened tunnel = open("alice", HOST + ":" + target.port());
      Socket server = target.nextConnection();
      sendAll(tunnel.client(), bytes);

      assertThat(server.getInputStream().readAllBytes()).isEmpty();
      assertThat(ends(tunnel.client())).isTrue();
      JsonPath record = assertViolation(tunnel.id());
      assertThat(record.getLong("bytesUp")).isZero();
    }
  }

  @Test
  void shouldRecordWhatAHelloForAnotherServerSaid() {
    demand("verify", HOST);
    try (Target target = Target.echo()) {
      Opened tunnel = open("alice", HOST + ":" + target.port());
      tunnel.client().send(Hellos.to("Other.Example.COM"));

      JsonPath record = assertViolation(tunnel.id());
      assertFacts(record, "other.example.com");
      assertThat(record.getString("reason")).contains("other.example.com");
      assertThat(record.getString("decision")).isEqualTo("allow");
      assertThat(meters.counter("sekisho.tunnels.closed", "reason", "tls_violation").count())
          .isPositive();
    }
  }

  /** What comes in one piece with the request for the tunnel is looked at like all else. */
  @Test
  void shouldLookAtBytesThatCameWithTheHead() throws Exception {
    demand("verify", HOST);
    try (Target target = Target.manual();
        RawClient good = client();
        RawClient bad = client()) {
      byte[] hello = Hellos.to(HOST);
      good.send(Hellos.join(head(target), hello)).finish();
      assertThat(good.head().status()).isEqualTo(200);
      assertThat(target.nextConnection().getInputStream().readAllBytes()).isEqualTo(hello);

      bad.send(Hellos.join(head(target), ascii("GET / HTTP/1.1\r\n\r\n"))).finish();
      RawClient.Response response = bad.head();
      assertThat(response.status()).isEqualTo(200);
      assertThat(target.nextConnection().getInputStream().readAllBytes()).isEmpty();
      assertViolation(UUID.fromString(response.field("Sekisho-Tunnel").orElseThrow()));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4, 100})
  void shouldCarryAHelloInManyRecordsUnchangedWithTheEndBehindIt(int fragment) throws Exception {
    demand("verify", HOST);
    byte[] records = Hellos.records(Hellos.message(Hellos.to(HOST)), fragment);
    try (Target target = Target.manual()) {
      Opened tunnel = open("alice", HOST + ":" + target.port());
      for (int from = 0; from < records.length; from += 97) {
        tunnel
            .client()
            .send(Arrays.copyOfRange(records, from, Math.min(records.length, from + 97)));
      }
      tunnel.client().finish();

      Socket server = target.nextConnection();
      assertThat(server.getInputStream().readAllBytes()).isEqualTo(records);
      server.getOutputStream().write(ascii("answer"));
      assertThat(tunnel.client().readText(6)).isEqualTo("answer");
      server.close();
      assertFacts(closed(tunnel.id()), HOST);
    }
  }

  @Test
  void shouldNotWaitForEverForAHello() throws Exception {
    demand("verify", HOST);
    try (Target target = Target.manual()) {
      Opened tunnel = open("alice", HOST + ":" + target.port());
      tunnel.client().send(Arrays.copyOf(Hellos.to(HOST), 100));

      assertThat(target.nextConnection().getInputStream().readAllBytes()).isEmpty();
      assertViolation(tunnel.id());
    }
  }

  @Test
  void shouldNotPassOnAHelloThatEndsInTheMiddle() throws Exception {
    demand("require", HOST);
    try (Target target = Target.manual()) {
      Opened tunnel = open("alice", HOST + ":" + target.port());
      tunnel.client().send(Arrays.copyOf(Hellos.to(HOST), 100)).finish();

      assertThat(target.nextConnection().getInputStream().readAllBytes()).isEmpty();
      assertViolation(tunnel.id());
    }
  }

  @Test
  void shouldLetAClientLeaveThatSaidNothing() throws Exception {
    demand("verify", HOST);
    try (Target target = Target.manual()) {
      Opened tunnel = open("alice", HOST + ":" + target.port());
      Socket server = target.nextConnection();
      server.getOutputStream().write(ascii("220 ready\r\n"));
      assertThat(tunnel.client().readText(11)).isEqualTo("220 ready\r\n");
      tunnel.client().finish();

      assertThat(server.getInputStream().readAllBytes()).isEmpty();
      server.close();
      JsonPath record = closed(tunnel.id());
      assertThat(record.getString("closeReason")).isEqualTo("client_closed");
      assertThat(record.getString("ja4")).isNull();
    }
  }

  @Test
  void shouldTakeAnyServerNameIfOnlyAHelloIsRequired() throws Exception {
    demand("require", HOST);
    try (TlsTarget target = TlsTarget.echo(certificates)) {
      Opened tunnel = open("alice", HOST + ":" + target.port());
      SSLSocket tls = target.over(tunnel.client(), "other.example.com");
      write(tls, ascii("ping"));
      assertThat(tls.getInputStream().readNBytes(4)).isEqualTo(ascii("ping"));
      tls.close();
      assertFacts(closed(tunnel.id()), "other.example.com");
    }
  }

  @Test
  void shouldMatchNothingWhereTheHostIsAnAddress() throws Exception {
    demand("verify", "127.0.0.1");
    try (TlsTarget target = TlsTarget.echo(certificates)) {
      Opened tunnel = open("alice", "127.0.0.1:" + target.port());
      SSLSocket tls = target.over(tunnel.client(), null);
      write(tls, ascii("ping"));
      assertThat(tls.getInputStream().readNBytes(4)).isEqualTo(ascii("ping"));
      tls.close();
      JsonPath record = closed(tunnel.id());
      assertThat(record.getString("sni")).isNull();
      assertThat(record.getString("ja4")).startsWith("t13i");
    }
  }

  /** SMTP, IMAP, SSH: the server speaks first, and nothing is looked at. */
  @Test
  void shouldNotLookIfNothingIsDemanded() throws Exception {
    demand("off", HOST);
    try (Target target = Target.manual()) {
      Opened tunnel = open("alice", HOST + ":" + target.port());
      Socket server = target.nextConnection();
      server.getOutputStream().write(ascii("220 ready\r\n"));
      assertThat(tunnel.client().readText(11)).isEqualTo("220 ready\r\n");
      tunnel.client().send("EHLO x\r\n").finish();

      assertThat(server.getInputStream().readAllBytes()).isEqualTo(ascii("EHLO x\r\n"));
      server.close();
      JsonPath record = closed(tunnel.id());
      assertThat(record.getString("closeReason")).isEqualTo("client_closed");
      assertThat(record.<Object>get("alpn")).isNull();
      assertThat(record.<Object>get("ech")).isNull();
    }
  }

  @Test
  void shouldLookAtTheStreamsOfHttp2OneByOne() throws Exception {
    demand("verify", HOST);
    byte[] hello = Hellos.records(Hellos.message(Hellos.to(HOST)), 100);
    try (Target target = Target.manual();
        Http2Client client = Http2Client.connect(proxy.tlsPort(), certificates.anonymous())) {
      Socket good = openStream(client, 1, target);
      UUID bad = id(client.connectTo(3, HOST + ":" + target.port(), issuer.pass("alice")), 3);
      Socket cut = target.nextConnection();
      client.send(Http2Client.DATA, 0, 1, Arrays.copyOf(hello, 50));
      client.data(3, "GET / HTTP/1.1\r\n\r\n");

      assertThat(cut.getInputStream().readAllBytes()).isEmpty();
      client.await(Http2Client.RST_STREAM, 3);
      assertViolation(bad);
      client.send(
          Http2Client.DATA, Http2Client.END_STREAM, 1, Arrays.copyOfRange(hello, 50, hello.length));
      assertThat(good.getInputStream().readAllBytes()).isEqualTo(hello);
    }
  }

  private Socket openStream(Http2Client client, int stream, Target target) {
    id(client.connectTo(stream, HOST + ":" + target.port(), issuer.pass("alice")), stream);
    return target.nextConnection();
  }

  private static UUID id(Http2Client client, int stream) {
    return UUID.fromString(client.response(stream).headers().get("sekisho-tunnel").toString());
  }

  private void demand(String tls, String host) {
    Map<String, Object> policy =
        new HashMap<>(
            Api.policy(
                "p-" + UUID.randomUUID(),
                "allow",
                List.of(Api.user("alice")),
                Map.of("host", host, "ports", List.of("1-65535"))));
    policy.put("tls", tls);
    apply(policy);
  }

  private byte[] head(Target target) {
    return ascii(
        "CONNECT "
            + HOST
            + ":"
            + target.port()
            + " HTTP/1.1\r\nHost: x\r\n"
            + bearer(issuer.pass("alice"))
            + "\r\n\r\n");
  }

  private JsonPath live(Opened tunnel) {
    JsonPath all =
        api.auditor().get("/api/v1/tunnels/live").then().statusCode(200).extract().jsonPath();
    all.setRootPath("items.find { it.id == '" + tunnel.id() + "' }");
    return all;
  }

  private static void assertFacts(JsonPath record, String sni) {
    assertThat(record.getString("sni")).isEqualTo(sni);
    assertThat(record.getList("alpn")).isEqualTo(List.of("h2", "http/1.1"));
    assertThat(record.getString("tlsVersion")).isEqualTo("1.3");
    assertThat(record.getString("ja4")).matches("t13d[0-9]{4}h2_[0-9a-f]{12}_[0-9a-f]{12}");
    assertThat(record.getBoolean("ech")).isFalse();
  }

  private JsonPath assertViolation(UUID tunnel) {
    JsonPath record = closed(tunnel);
    assertThat(record.getString("closeReason")).isEqualTo("tls_violation");
    assertThat(record.getString("reason")).isNotBlank();
    return record;
  }

  /** Whether the connection ends, in order or not: bytes may have been on their way to it. */
  private static boolean ends(RawClient client) throws IOException {
    try {
      return client.socket().getInputStream().read() < 0;
    } catch (SocketException e) {
      return true;
    }
  }

  /** As much as is taken until the connection is cut. */
  private static void sendAll(RawClient client, byte[] bytes) throws IOException {
    try {
      client.socket().getOutputStream().write(bytes);
    } catch (SocketException e) {
      // Cut already.
    }
  }

  private static void write(SSLSocket socket, byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
