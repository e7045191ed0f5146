package io.sekisho.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.tls.CertificateUpdatedEvent;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.restassured.path.json.JsonPath;
import io.sekisho.support.RawClient;
import io.sekisho.support.RunningSekisho;
import io.sekisho.support.Target;
import io.sekisho.support.TestCertificates;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.UUID;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class TlsListenerQuarkusTest extends RunningSekisho {

  @Inject TlsConfigurationRegistry registry;
  @Inject MeterRegistry meters;
  @Inject Event<CertificateUpdatedEvent> updates;

  TestCertificates.Identity proxyIdentity;

  @BeforeEach
  void allowAlice() {
    allow(Map.of("kind", "user", "value", "alice"), "127.0.0.1");
  }

  @Test
  void opensATunnelInsideTls() {
    try (Target target = Target.echo();
        RawClient client = open(tlsClient(), target, issuer.pass("alice"))) {
      assertThat(client.send("hello").readText(5)).isEqualTo("hello");
    }
  }

  @Test
  void recordsWhichListenerItWas() {
    try (Target target = Target.echo();
        RawClient client =
            tlsClient().requestTunnel(target.authority(), bearer(issuer.pass("alice")))) {
      UUID id = UUID.fromString(client.head().field("Sekisho-Tunnel").orElseThrow());
      client.finish();
      client.rest();
      JsonPath tunnel = closed(id);
      assertThat(tunnel.getString("listener")).isEqualTo("tls");
      assertThat(tunnel.getString("protocol")).isEqualTo("http/1.1");
    }
  }

  @Test
  void refusesAndClosesInsideTls() {
    try (RawClient client = tlsClient().requestTunnel("127.0.0.1:1")) {
      assertThat(client.refusal().status()).isEqualTo(407);
    }
  }

  @Test
  void handsOnBytesThatCameWithTheHead() {
    try (Target target = Target.echo();
        RawClient client = tlsClient()) {
      client.send(
          "CONNECT %1$s HTTP/1.1\r\nHost: %1$s\r\n%2$s\r\n\r\nearly"
              .formatted(target.authority(), bearer(issuer.pass("alice"))));
      assertThat(client.head().status()).isEqualTo(200);
      assertThat(client.readText(5)).isEqualTo("early");
    }
  }

  @Test
  void takesCloseNotifyForTheEndOfOneDirection() throws IOException {
    try (Target target = Target.manual();
        RawClient client = open(tlsClient(), target, issuer.pass("alice"));
        Socket connection = target.nextConnection()) {
      client.send("question").finish();
      assertThat(connection.getInputStream().readAllBytes()).asString().isEqualTo("question");
      connection.getOutputStream().write("answer".getBytes());
      connection.shutdownOutput();
      assertThat(client.rest()).asString().isEqualTo("answer");
    }
  }

  @Test
  void cutsShortWithoutCloseNotifyWhenTheTargetBreaks() throws IOException {
    try (Target target = Target.manual();
        RawClient client = open(tlsClient(), target, issuer.pass("alice"))) {
      Socket connection = target.nextConnection();
      connection.setSoLinger(true, 0);
      connection.close();
      assertThatThrownBy(client::rest).isInstanceOf(UncheckedIOException.class);
    }
  }

  @Test
  void speaksHttp11ToThoseWhoAskForNothing() {
    try (RawClient client = RawClient.connect(proxy.tlsPort()).startTls(certificates.anonymous())) {
      assertThat(client.requestTunnel("x:1").refusal().status()).isEqualTo(407);
    }
  }

  @Test
  void shakesNoHandsOverAnUnknownProtocol() {
    RawClient client = RawClient.connect(proxy.tlsPort());
    assertThatThrownBy(() -> client.startTls(certificates.anonymous(), "spdy/3"))
        .isInstanceOf(UncheckedIOException.class);
    client.close();
  }

  @Test
  void closesAClientThatDoesNotSpeakTlsAndCountsIt() {
    double before = failedHandshakes();
    try (RawClient client = RawClient.connect(proxy.tlsPort()).requestTunnel("x:1")) {
      // Perhaps an alert, but nothing that a plain client could take for an answer.
      assertThat(new String(client.rest())).doesNotContain("HTTP");
    }
    assertThat(failedHandshakes()).isGreaterThan(before);
  }

  private double failedHandshakes() {
    return meters.counter("sekisho.connections.dropped", "reason", "tls_handshake").count();
  }

  @Test
  void closesAClientThatSaysNothing() {
    try (RawClient client = RawClient.connect(proxy.tlsPort())) {
      assertThat(client.rest()).isEmpty();
    }
  }

  @Test
  void letsTheHolderOfTheCertificateUseABoundToken() {
    TestCertificates.Identity workload = certificates.issue("workload");
    String pass = issuer.bound("alice", Map.of("x5t#S256", workload.thumbprint()));
    try (Target target = Target.echo();
        RawClient client =
            open(
                RawClient.connect(proxy.tlsPort()).startTls(certificates.showing(workload)),
                target,
                pass)) {
      assertThat(client.send("hello").readText(5)).isEqualTo("hello");
    }
    // Known by now, and still nobody else's.
    TestCertificates.Identity thief = certificates.issue("thief");
    assertRefused(RawClient.connect(proxy.tlsPort()).startTls(certificates.showing(thief)), pass);
    assertRefused(tlsClient(), pass);
    assertRefused(client(), pass);
  }

  @Test
  void refusesABindingThatItCannotCheck() {
    TestCertificates.Identity workload = certificates.issue("workload-2");
    String thumbprint = workload.thumbprint();
    for (Map<String, Object> confirmation :
        java.util.List.<Map<String, Object>>of(
            Map.of("jkt", thumbprint),
            Map.of("x5t#S256", thumbprint, "jkt", thumbprint),
            Map.of("x5t#S256", 1),
            Map.of())) {
      assertRefused(
          RawClient.connect(proxy.tlsPort()).startTls(certificates.showing(workload)),
          issuer.bound("alice", confirmation));
    }
  }

  @Test
  void anOrdinaryTokenNeedsNoCertificateAndMindsNone() {
    TestCertificates.Identity workload = certificates.issue("workload-3");
    try (Target target = Target.echo();
        RawClient client =
            open(
                RawClient.connect(proxy.tlsPort()).startTls(certificates.showing(workload)),
                target,
                issuer.pass("alice"))) {
      assertThat(client.send("hello").readText(5)).isEqualTo("hello");
    }
  }

  @Test
  void refusesACertificateOfAStranger() {
    TestCertificates stranger = new TestCertificates();
    RawClient client = RawClient.connect(proxy.tlsPort());
    assertThatThrownBy(
            () -> {
              // With TLS 1.3 the client learns of it only with the first bytes it reads.
              javax.net.ssl.SSLContext tls = certificates.showing(stranger.issue("mallory"));
              client.startTls(tls).requestTunnel("x:1").head();
            })
        .isInstanceOf(UncheckedIOException.class);
    client.close();
  }

  @Test
  void newConnectionsGetAReloadedCertificateAndOldOnesGoOn() throws IOException {
    TestCertificates.Identity renewed =
        certificates.issue("proxy.test renewed", "dns:proxy.test", "ip:127.0.0.1");
    try (Target target = Target.echo();
        RawClient old = open(tlsClient(), target, issuer.pass("alice"))) {
      assertThat(nameOf(old)).isEqualTo("CN=proxy.test");
      Files.copy(renewed.keyStore(), proxyIdentity.keyStore(), StandardCopyOption.REPLACE_EXISTING);
      TlsConfiguration tls = registry.get("proxy").orElseThrow();
      assertThat(tls.reload()).isTrue();
      updates.fire(new CertificateUpdatedEvent("proxy", tls));
      org.awaitility.Awaitility.await()
          .untilAsserted(
              () -> {
                try (RawClient young = tlsClient()) {
                  assertThat(nameOf(young)).isEqualTo("CN=proxy.test renewed");
                }
              });
      assertThat(old.send("hello").readText(5)).isEqualTo("hello");
    }
  }

  private static String nameOf(RawClient client) throws IOException {
    X509Certificate certificate =
        (X509Certificate) ((SSLSocket) client.socket()).getSession().getPeerCertificates()[0];
    return certificate.getSubjectX500Principal().getName();
  }

  private static RawClient open(RawClient client, Target target, String pass) {
    RawClient.Response response = client.requestTunnel(target.authority(), bearer(pass)).head();
    assertThat(response.status()).as(response.head()).isEqualTo(200);
    return client;
  }

  private static void assertRefused(RawClient client, String pass) {
    try (client) {
      RawClient.Response response = client.requestTunnel("127.0.0.1:9", bearer(pass)).refusal();
      assertThat(response.status()).as(response.head()).isEqualTo(407);
      assertThat(response.fields("Proxy-Authenticate").get(0)).contains("invalid_token");
    }
  }
}
