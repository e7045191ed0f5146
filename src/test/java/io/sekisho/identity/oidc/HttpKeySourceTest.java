package io.sekisho.identity.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.sekisho.support.TestCertificates;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.OctJwkGenerator;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an issuer may answer, and what it may not. */
class HttpKeySourceTest {

  private static final String KEY = publicKey();
  private static final Duration PATIENT = Duration.ofSeconds(20);

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch over = new CountDownLatch(1);
  private final Map<String, String> shown = new ConcurrentHashMap<>();
  private HttpServer server;
  private HttpKeySource source;
  @TempDir private Path directory;

  @BeforeEach
  void start() throws IOException {
    serve(HttpServer.create(loopback(), 0));
  }

  @AfterEach
  void stop() {
    over.countDown();
    server.stop(0);
    threads.shutdownNow();
    if (source != null) {
      source.close();
    }
  }

  @Test
  void shouldDiscoverWhereTheKeysAre() throws Exception {
    answer("/.well-known/openid-configuration", discovery(url(), url() + "/certs"));
    answer("/certs", set(KEY));
    assertThat(fetch(discovering(url()))).hasSize(1);
  }

  @Test
  void shouldNotBelieveTheDiscoveryDocumentOfAnother() {
    answer("/.well-known/openid-configuration", discovery("https://other.test", url() + "/certs"));
    answer("/certs", set(KEY));
    assertFails(discovering(url()), "its discovery document is of another issuer");
    assertThat(shown).doesNotContainKey("/certs");
  }

  @Test
  void shouldNotGoWhereNoKeysAre() {
    answer("/.well-known/openid-configuration", discovery(url(), "file:///etc/passwd"));
    assertFails(discovering(url()), "its discovery document has no usable jwks_uri");
  }

  @Test
  void shouldTakeWhereTheOperatorSaysTheyAre() throws Exception {
    answer("/openid/v1/jwks", set(KEY));
    assertThat(fetch(at("/openid/v1/jwks"))).hasSize(1);
    assertThat(shown).containsOnlyKeys("/openid/v1/jwks");
  }

  @Test
  void shouldPassOverWhatIsNoPublicKeyForSignatures() throws Exception {
    String encryption = KEY.replace("{", "{\"use\":\"enc\",");
    String symmetric = OctJwkGenerator.generateJwk(256).toJson(level());
    answer("/keys", set(KEY, encryption, symmetric, "{\"kty\":\"PQ\"}", "{}"));
    assertThat(fetch(at("/keys"))).hasSize(1);
  }

  @Test
  void shouldNotTakeASetWithoutKeys() {
    answer("/keys", set());
    assertFails(at("/keys"), "its JWK Set has 0 keys for signatures");
  }

  @Test
  void shouldNotTakeWhatIsNoSet() {
    answer("/keys", "<html>");
    assertFails(at("/keys"), "its keys are not a JWK Set");
    answer("/strange", "{\"keys\": \"none\"}");
    assertFails(at("/strange"), "its keys are not a JWK Set");
  }

  @Test
  void shouldNotTakeMoreThanItCanHold() {
    answer("/keys", "x".repeat(256 * 1024 + 1));
    assertFails(at("/keys"), "an answer is larger than 262144 bytes");
  }

  @Test
  void shouldNotFollowARedirect() {
    on(
        "/keys",
        exchange -> {
          exchange.getResponseHeaders().add("Location", url() + "/elsewhere");
          exchange.sendResponseHeaders(302, -1);
        });
    answer("/elsewhere", set(KEY));
    assertFails(at("/keys"), "it answers with status 302");
    assertThat(shown).doesNotContainKey("/elsewhere");
  }

  @Test
  void shouldNotWaitForAnAnswerThatDoesNotBegin() {
    on("/keys", exchange -> await());
    assertTimesOut(place(Optional.of("/keys"), Duration.ofMillis(300)));
  }

  @Test
  void shouldNotWaitForAnAnswerThatDoesNotEnd() {
    on(
        "/keys",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write("{\"keys\": [".getBytes(StandardCharsets.UTF_8));
          exchange.getResponseBody().flush();
          await();
        });
    assertTimesOut(place(Optional.of("/keys"), Duration.ofMillis(300)));
  }

  /** A projected token is replaced while the application runs. */
  @Test
  void shouldShowTheTokenThatIsInTheFileNow() throws Exception {
    answer("/keys", set(KEY));
    Path file = Files.writeString(directory.resolve("token"), "first\n");
    HttpKeySource showing = at(Optional.of(URI.create(url() + "/keys")), Optional.of(file));
    fetch(showing);
    assertThat(shown).containsEntry("/keys", "Bearer first");
    Files.writeString(file, "second");
    fetch(showing);
    assertThat(shown).containsEntry("/keys", "Bearer second");
  }

  @Test
  void shouldSayThatThereIsNoToken() {
    answer("/keys", set(KEY));
    assertFails(
        at(Optional.of(URI.create(url() + "/keys")), Optional.of(directory.resolve("none"))),
        "its token-file cannot be read");
    assertThat(shown).isEmpty();
  }

  /** Where a document leads is not where the operator wants the token to go. */
  @Test
  void shouldShowTheTokenToNobodyElse() throws Exception {
    String elsewhere = "http://localhost:" + server.getAddress().getPort() + "/certs";
    answer("/.well-known/openid-configuration", discovery(url(), elsewhere));
    answer("/certs", set(KEY));
    Path file = Files.writeString(directory.resolve("token"), "secret");
    fetch(at(Optional.empty(), Optional.of(file)));
    assertThat(shown)
        .containsEntry("/.well-known/openid-configuration", "Bearer secret")
        .containsEntry("/certs", "-");
  }

  @Test
  void shouldKnowAnIssuerByAPrivateAuthority() throws Exception {
    TestCertificates certificates = new TestCertificates();
    TestCertificates.Identity identity = certificates.issue("api.test", "ip:127.0.0.1");
    server.stop(0);
    HttpsServer https = HttpsServer.create(loopback(), 0);
    https.setHttpsConfigurator(new HttpsConfigurator(certificates.showing(identity)));
    serve(https);
    answer("/keys", set(KEY));
    URI keys = URI.create("https://127.0.0.1:" + server.getAddress().getPort() + "/keys");
    assertThat(fetch(source(keys, certificates.anonymous()))).hasSize(1);
    assertThatThrownBy(() -> fetch(source(keys, SSLContext.getDefault())))
        .hasMessageContaining("SSLHandshakeException");
  }

  private HttpKeySource source(URI keys, SSLContext trust) {
    source =
        new HttpKeySource(
            "test",
            new HttpKeySource.Place(
                "https://issuer.test", Optional.of(keys), Optional.empty(), trust, PATIENT));
    return source;
  }

  private HttpKeySource discovering(String issuer) {
    assertThat(issuer).isEqualTo(url());
    return at(Optional.empty(), Optional.empty());
  }

  private HttpKeySource at(String path) {
    return place(Optional.of(path), PATIENT);
  }

  private HttpKeySource place(Optional<String> path, Duration timeout) {
    return at(path.map(p -> URI.create(url() + p)), Optional.empty(), timeout);
  }

  private HttpKeySource at(Optional<URI> keys, Optional<Path> token) {
    return at(keys, token, PATIENT);
  }

  private HttpKeySource at(Optional<URI> keys, Optional<Path> token, Duration timeout) {
    try {
      source =
          new HttpKeySource(
              "test",
              new HttpKeySource.Place(url(), keys, token, SSLContext.getDefault(), timeout));
      return source;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<JsonWebKey> fetch(HttpKeySource source) throws Exception {
    return source.fetch().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  private static void assertFails(HttpKeySource source, String why) {
    assertThatThrownBy(() -> fetch(source))
        .isInstanceOf(ExecutionException.class)
        .rootCause()
        .isInstanceOf(KeySource.Failure.class)
        .hasMessage(why);
  }

  private static void assertTimesOut(HttpKeySource source) {
    assertThatThrownBy(() -> fetch(source))
        .isInstanceOf(ExecutionException.class)
        .rootCause()
        .isInstanceOfAny(TimeoutException.class, IOException.class);
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress("127.0.0.1", 0);
  }

  private void serve(HttpServer created) {
    server = created;
    server.setExecutor(threads);
    server.start();
  }

  private String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void await() {
    try {
      over.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void answer(String path, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    on(
        path,
        exchange -> {
          exchange.sendResponseHeaders(200, bytes.length);
          exchange.getResponseBody().write(bytes);
        });
  }

  private interface Handler {
    void handle(HttpExchange exchange) throws IOException;
  }

  private void on(String path, Handler handler) {
    server.createContext(
        path,
        exchange -> {
          String token = exchange.getRequestHeaders().getFirst("Authorization");
          shown.put(path, token == null ? "-" : token);
          try (exchange) {
            handler.handle(exchange);
          }
        });
  }

  private static String discovery(String issuer, String keys) {
    return "{\"issuer\": \"" + issuer + "\", \"jwks_uri\": \"" + keys + "\"}";
  }

  private static String set(String... keys) {
    return "{\"keys\": [" + String.join(",", keys) + "]}";
  }

  private static String publicKey() {
    try {
      return RsaJwkGenerator.generateJwk(2048).toJson();
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JsonWebKey.OutputControlLevel level() {
    return JsonWebKey.OutputControlLevel.INCLUDE_SYMMETRIC;
  }
}
