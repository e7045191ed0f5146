package io.sekisho.packaged.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sekisho.support.Api;
import io.sekisho.support.NameServer;
import io.sekisho.support.Ports;
import io.sekisho.support.PostgresServer;
import io.sekisho.support.SekishoProcess;
import io.sekisho.support.TestCertificates;
import io.sekisho.support.TestIssuer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * What every client meets: the packaged application, which alone can resolve the origin's name, and
 * the origin. Started once for all classes that ask for it.
 */
final class Surroundings implements AutoCloseable {

  static final String HOST = "origin.test";

  /** Group of all users that may reach the origin. */
  private static final String CLIENTS = "clients";

  /** What one more group of the form {@code "group-100000",} takes in a pass: 15 bytes, base64. */
  private static final int BYTES_PER_GROUP = 20;

  private final Path directory = temporaryDirectory();
  private final TestCertificates certificates = new TestCertificates();
  private final TestCertificates.Identity identity =
      certificates.issue(HOST, "dns:" + HOST, "dns:localhost", "ip:127.0.0.1");
  private final Origin origin;
  private final NameServer names = NameServer.knowing(Map.of(HOST, List.of("127.0.0.1")));
  private final TestIssuer issuer = new TestIssuer();
  private final PostgresServer postgres = new PostgresServer();
  private final int tlsPort = Ports.free();
  private final SekishoProcess sekisho;
  private final Api api;
  private final AtomicInteger callers = new AtomicInteger();

  Surroundings() throws IOException {
    origin =
        new Origin(Files.createDirectory(directory.resolve("www")), certificates.showing(identity));
    sekisho =
        new SekishoProcess("clients", postgres.jdbcUrl(), issuer.url())
            .with("SEKISHO_EGRESS_DNS_SERVERS", names.address())
            .with("SEKISHO_PROXY_TLS_PORT", Integer.toString(tlsPort))
            .with("SEKISHO_PROXY_TLS_CONFIGURATION", "proxy")
            .with("QUARKUS_TLS_PROXY_KEY_STORE_P12_PATH", identity.keyStore().toString())
            .with("QUARKUS_TLS_PROXY_KEY_STORE_P12_PASSWORD", TestCertificates.PASSWORD)
            .start();
    api =
        new Api(
            sekisho.apiUrl(),
            issuer.pass("adam", "sekisho-admin"),
            issuer.pass("audrey", "sekisho-auditor"));
    api.allow("clients-origin", Api.group(CLIENTS), HOST);
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> api.policyVersion(sekisho.managementUrl()) >= 1);
  }

  /** A user whom nobody else is, who may reach the origin, with a pass of about this many bytes. */
  Caller caller(int passSize) {
    String user = "caller-" + callers.incrementAndGet();
    List<String> groups = new ArrayList<>(List.of(CLIENTS));
    String pass = issuer.pass(user, CLIENTS);
    for (int missing = passSize - pass.length(); missing > 0; missing -= BYTES_PER_GROUP) {
      groups.add("group-" + (100_000 + groups.size()));
    }
    return new Caller(
        user,
        issuer.pass(user, groups.toArray(String[]::new)),
        "127.0.0.1:" + proxyPort(),
        "localhost:" + tlsPort);
  }

  int proxyPort() {
    return sekisho.proxyPort();
  }

  Origin origin() {
    return origin;
  }

  /** {@code host:port} of the origin. */
  String authority() {
    return HOST + ":" + origin.port();
  }

  String url(String path) {
    return "https://" + authority() + path;
  }

  /** Where browsers are told the way. */
  String scriptUrl() {
    return sekisho.apiUrl() + "/proxy.pac";
  }

  /** Who vouches for origin and proxy. */
  TestCertificates certificates() {
    return certificates;
  }

  /** What origin and proxy show. */
  TestCertificates.Identity identity() {
    return identity;
  }

  /**
   * Checks that the log has tunnels of the caller to the origin, all by this client and through the
   * plain listener.
   *
   * @param userAgent how it begins; null if the client is known to send none
   */
  void shouldHaveRecorded(Caller caller, String userAgent) {
    shouldHaveRecorded(caller, origin.port(), userAgent);
  }

  /** The same for another port of the origin. */
  void shouldHaveRecorded(Caller caller, int port, String userAgent) {
    shouldHaveRecorded(caller, port, userAgent, "plain", "http/1.1");
  }

  /** The same through the listener over TLS, by this version of HTTP. */
  void shouldHaveRecordedOverTls(Caller caller, String protocol, String userAgent) {
    shouldHaveRecorded(caller, origin.port(), userAgent, "tls", protocol);
  }

  /** The same for another port of the origin. */
  void shouldHaveRecordedOverTls(Caller caller, int port, String protocol, String userAgent) {
    shouldHaveRecorded(caller, port, userAgent, "tls", protocol);
  }

  private void shouldHaveRecorded(
      Caller caller, int port, String userAgent, String listener, String protocol) {
    String user = caller.user();
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> assertThat(tunnels(user, port)).as("tunnels of %s", user).isNotEmpty());
    assertThat(tunnels(user, port))
        .allSatisfy(
            tunnel -> {
              assertThat(tunnel)
                  .containsEntry("policy", "clients-origin")
                  .containsEntry("address", "127.0.0.1")
                  .containsEntry("listener", listener)
                  .containsEntry("protocol", protocol);
              if (userAgent == null) {
                assertThat(tunnel.get("userAgent")).isNull();
              } else {
                assertThat(tunnel.get("userAgent")).asString().startsWith(userAgent);
              }
            });
  }

  private List<Map<String, Object>> tunnels(String user, int port) {
    return api.auditor()
        .queryParam("user", user)
        .queryParam("host", HOST)
        .queryParam("port", port)
        .queryParam("decision", "allow")
        .get("/api/v1/tunnels")
        .then()
        .statusCode(200)
        .extract()
        .jsonPath()
        .getList("items");
  }

  @Override
  public void close() {
    sekisho.close();
    postgres.close();
    issuer.close();
    names.close();
    origin.close();
  }

  private static Path temporaryDirectory() {
    try {
      return Files.createTempDirectory("sekisho-clients");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Who uses a client.
   *
   * @param proxy {@code host:port} of the proxy
   * @param tlsProxy {@code host:port} of the proxy over TLS
   */
  record Caller(String user, String pass, String proxy, String tlsProxy) {

    /** The proxy as in {@code https_proxy}, with the pass as the password. */
    String proxyUrl() {
      return "http://" + user + ":" + pass + "@" + proxy;
    }

    /** The same without credentials. */
    String bareProxyUrl() {
      return "http://" + proxy;
    }

    /** The proxy over TLS, with the pass as the password. */
    String tlsProxyUrl() {
      return "https://" + user + ":" + pass + "@" + tlsProxy;
    }

    /** The same without credentials. */
    String bareTlsProxyUrl() {
      return "https://" + tlsProxy;
    }
  }

  /** Gives test classes the surroundings and ends them after the last one. */
  static final class Shared implements ParameterResolver {

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == Surroundings.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return context
          .getRoot()
          .getStore(ExtensionContext.Namespace.GLOBAL)
          .computeIfAbsent(Surroundings.class);
    }
  }
}
