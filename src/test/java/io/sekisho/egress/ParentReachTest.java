package io.sekisho.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sekisho.connect.ConnectRequest;
import io.sekisho.connect.Refusal;
import io.sekisho.connect.RefusalReason;
import io.sekisho.connect.Via;
import io.sekisho.destination.Authority;
import io.sekisho.passage.DialAttempt.Outcome;
import io.sekisho.policy.Decision;
import io.sekisho.policy.PolicyLimits;
import io.sekisho.support.NameServer;
import io.sekisho.support.Ports;
import io.sekisho.support.StubParent;
import io.sekisho.support.Target;
import io.sekisho.support.TestCertificates;
import io.sekisho.support.TestConfig;
import io.sekisho.tls.TlsMode;
import io.sekisho.wire.Early;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParentReachTest {

  private static final String OK = "HTTP/1.1 200 OK\r\n\r\n";
  private static final Decision.Allowed WEB =
      new Decision.Allowed("web", TlsMode.OFF, PolicyLimits.NONE, Optional.empty());
  private static final Route BY_NAME = new Route.ByName(WEB);
  private static final ConnectRequest REQUEST =
      new ConnectRequest(
          Authority.parse("target.example:443"),
          List.of("Bearer the-callers-own"),
          Via.read(List.of("1.1 edge (it)")),
          "");

  private static SSLContext client;
  private static SSLContext good;
  private static SSLContext stranger;

  private final NameServer names =
      NameServer.knowing(
          Map.of(
              "parent.example", List.of("127.0.0.1"),
              "other.example", List.of("127.0.0.1")));
  private Vertx vertx;
  private Duration timeout = Duration.ofSeconds(30);

  @BeforeAll
  static void makeCertificates() {
    TestCertificates certificates = new TestCertificates();
    client = certificates.anonymous();
    good = certificates.showing(certificates.issue("parent.example", "dns:parent.example"));
    TestCertificates others = new TestCertificates();
    stranger = others.showing(others.issue("other.example", "dns:other.example"));
  }

  @AfterEach
  void stop() {
    if (vertx != null) {
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
    names.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldAskTheParentByNameWithCredentialsOfItsOwn(boolean nativeTransport) {
    try (StubParent parent = StubParent.saying(OK + "220 hello")) {
      Reached.Open open = open(reach(nativeTransport, plain(parent.port()), BY_NAME));

      assertThat(parent.nextHead())
          .isEqualTo(
              "CONNECT target.example:443 HTTP/1.1\r\nHost: target.example:443\r\n"
                  + "Via: 1.1 edge, 1.1 our-gate\r\nProxy-Authorization: Basic c2VjcmV0\r\n\r\n");
      assertThat(open.hop()).isEmpty();
      assertThat(open.dialled())
          .singleElement()
          .satisfies(
              one -> {
                assertThat(one.outcome()).isEqualTo(Outcome.CONNECTED);
                assertThat(one.parent()).contains("parent.example:" + parent.port());
              });
      assertThat(exchange(open.target())).isEqualTo("220 helloping");
    }
  }

  @Test
  void shouldKeepTheJudgedAddressOfATargetThatIsOne() throws UnknownHostException {
    Route.Hop hop = new Route.Hop(InetAddress.getByName("192.0.2.1"), WEB);
    try (StubParent parent = StubParent.saying(OK)) {
      Reached.Open open = open(reach(true, plain(parent.port()), new Route.Open(List.of(hop))));

      assertThat(open.hop()).contains(hop);
      open.target().drop();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldSpeakTlsToAParentThatShowsAGoodCertificate(boolean nativeTransport) {
    try (StubParent parent = StubParent.saying(OK + "220 hello", good)) {
      Reached.Open open =
          open(reach(nativeTransport, secured("parent.example", parent.port(), client), BY_NAME));

      assertThat(parent.nextHead()).startsWith("CONNECT target.example:443 HTTP/1.1\r\n");
      assertThat(exchange(open.target())).isEqualTo("220 helloping");
    }
  }

  @Test
  void shouldNotTellAParentWithAnUnknownCertificateAnything() {
    try (StubParent parent = StubParent.saying(OK, stranger)) {
      Refusal refusal =
          refusal(reach(true, secured("other.example", parent.port(), client), BY_NAME));

      assertThat(refusal.reason()).isEqualTo(RefusalReason.PARENT_CERTIFICATE);
      assertThat(parent.isUntouched()).isTrue();
    }
  }

  @Test
  void shouldNotTakeACertificateForAnotherHost() {
    try (StubParent parent = StubParent.saying(OK, good)) {
      Refusal refusal =
          refusal(reach(true, secured("other.example", parent.port(), client), BY_NAME));

      assertThat(refusal.reason()).isEqualTo(RefusalReason.PARENT_CERTIFICATE);
      assertThat(parent.isUntouched()).isTrue();
    }
  }

  @Test
  void shouldTellAParentThatSpeaksNoTls() {
    try (Target parent =
        Target.doing(socket -> socket.getOutputStream().write("220 hello\r\n".getBytes()))) {
      Refusal refusal =
          refusal(reach(true, secured("parent.example", parent.port(), client), BY_NAME));

      assertThat(refusal.reason()).isEqualTo(RefusalReason.PARENT_TLS_ERROR);
    }
  }

  @Test
  void shouldTellThatTheParentRefused() {
    try (StubParent parent = StubParent.saying("HTTP/1.1 403 No\r\n\r\n")) {
      Refusal refusal = refusal(reach(true, plain(parent.port()), BY_NAME));

      assertThat(refusal.reason()).isEqualTo(RefusalReason.PARENT_REFUSED);
      assertThat(refusal.parameters())
          .containsEntry("received-status", 403)
          .containsEntry("next-hop", "parent.example:" + parent.port());
    }
  }

  @Test
  void shouldTellAParentThatIsNotThere() {
    Reached reached = reach(true, plain(Ports.free()), BY_NAME);

    assertThat(refusal(reached).reason()).isEqualTo(RefusalReason.CONNECTION_REFUSED);
    assertThat(refusal(reached).parameters()).containsKey("next-hop");
    assertThat(reached.dialled())
        .singleElement()
        .satisfies(one -> assertThat(one.outcome()).isEqualTo(Outcome.REFUSED));
  }

  @Test
  void shouldTellAParentWhoseNameDoesNotResolve() {
    ParentProxy parent =
        new ParentProxy(Authority.parse("nowhere.example:1"), Optional.empty(), Optional.empty());

    assertThat(refusal(reach(true, parent, BY_NAME)).parameters())
        .containsEntry("rcode", "NXDOMAIN")
        .containsKey("next-hop");
  }

  @Test
  void shouldNotWaitForeverForASilentParent() {
    timeout = Duration.ofSeconds(1);
    try (StubParent parent =
        StubParent.doing(null, (socket, out) -> socket.getInputStream().read())) {
      assertThat(refusal(reach(true, plain(parent.port()), BY_NAME)).reason())
          .isEqualTo(RefusalReason.PARENT_TIMEOUT);
    }
  }

  private Reached reach(boolean nativeTransport, ParentProxy parent, Route route) {
    vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(nativeTransport));
    var dns = TestConfig.with(Map.of("sekisho.egress.dns.servers", names.address())).egress().dns();
    Ways ways =
        new Ways(
            dns, new DialBounds(timeout, Duration.ofMillis(250)), Optional.of(parent), "our gate");
    CompletableFuture<Reached> reached = new CompletableFuture<>();
    vertx.runOnContext(
        go ->
            ways.reach(vertx, ways.resolver(vertx))
                .reach(REQUEST, route, Promise.<Void>promise().future())
                .onSuccess(reached::complete)
                .onFailure(reached::completeExceptionally));
    return reached.join();
  }

  /** Sends "ping" and gives back everything that came by then. */
  private static String exchange(Early target) {
    assertThat(target.channel().config().isAutoRead()).isFalse();
    StringBuilder received = new StringBuilder();
    target.channel().config().setAutoRead(true);
    target.channel().writeAndFlush(Unpooled.copiedBuffer("ping", StandardCharsets.US_ASCII));
    await()
        .until(
            () -> {
              target.channel().eventLoop().submit(() -> take(target, received)).sync();
              return received.indexOf("ping") >= 0;
            });
    target.channel().eventLoop().execute(target::drop);
    return received.toString();
  }

  private static void take(Early target, StringBuilder received) {
    ByteBuf bytes = target.take();
    received.append(bytes.toString(StandardCharsets.US_ASCII));
    bytes.release();
  }

  private static ParentProxy plain(int port) {
    return new ParentProxy(
        Authority.parse("parent.example:" + port), Optional.of("Basic c2VjcmV0"), Optional.empty());
  }

  private static ParentProxy secured(String host, int port, SSLContext trust) {
    return new ParentProxy(
        Authority.parse(host + ":" + port), Optional.empty(), Optional.of(trust));
  }

  private static Reached.Open open(Reached reached) {
    assertThat(reached).isInstanceOf(Reached.Open.class);
    return (Reached.Open) reached;
  }

  private static Refusal refusal(Reached reached) {
    assertThat(reached).isInstanceOf(Reached.Failed.class);
    return ((Reached.Failed) reached).refusal();
  }
}
