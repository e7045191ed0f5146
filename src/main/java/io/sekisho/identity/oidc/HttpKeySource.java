package io.sekisho.identity.oidc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sekisho.http.BoundedBody;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jose4j.jwk.JsonWebKey;

/**
 * An issuer's keys by HTTP, on threads of its own: whatever one issuer does or its name server does
 * not, no other and no event loop waits for it.
 */
final class HttpKeySource implements KeySource, AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MAX_DOCUMENT = 256 * 1024;
  private static final int MAX_TOKEN = 16 * 1024;
  private static final int THREADS = 2;

  /**
   * @param issuer whose keys
   * @param jwks where they are; if empty, the discovery document of the issuer tells
   * @param tokenFile the bearer token to show
   * @param trust for https
   * @param timeout of one request; with discovery there are two
   */
  record Place(
      String issuer,
      Optional<URI> jwks,
      Optional<Path> tokenFile,
      SSLContext trust,
      Duration timeout) {}

  private final Place place;
  private final ExecutorService threads;
  private final HttpClient client;

  HttpKeySource(String name, Place place) {
    this.place = place;
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> thread(name, task));
    pool.allowCoreThreadTimeOut(true);
    this.threads = pool;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            // What a redirect leads to is not what the operator named.
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(place.timeout())
            .sslContext(place.trust())
            .executor(threads)
            .build();
  }

  @Override
  public CompletionStage<List<JsonWebKey>> fetch() {
    return CompletableFuture.supplyAsync(this::token, threads)
        .thenCompose(
            token ->
                place
                    .jwks()
                    .<CompletionStage<URI>>map(CompletableFuture::completedFuture)
                    .orElseGet(() -> discover(token))
                    .thenCompose(uri -> get(uri, token.filter(shown -> mayBeShown(uri)))))
        .thenApply(PublicKeys::of);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }

  /** OpenID Connect Discovery 1.0 §4. */
  private CompletionStage<URI> discover(Optional<String> token) {
    String base = place.issuer().replaceAll("/+$", "");
    return get(URI.create(base + "/.well-known/openid-configuration"), token)
        .thenApply(this::jwksUri);
  }

  private URI jwksUri(String document) {
    try {
      JsonNode metadata = JSON.readTree(document);
      // §4.3: else whoever serves this document could speak for another issuer.
      if (!place.issuer().equals(metadata.path("issuer").asText())) {
        throw new Failure("its discovery document is of another issuer");
      }
      URI uri = URI.create(metadata.path("jwks_uri").asText());
      boolean secure = "https".equals(uri.getScheme());
      boolean allowed = secure || "http".equals(uri.getScheme()) && !isSecure();
      if (!allowed || uri.getHost() == null) {
        throw new Failure("its discovery document has no usable jwks_uri");
      }
      return uri;
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new Failure("its discovery document is not valid");
    }
  }

  /** The token is for whom the operator named, not for whom a document names. */
  private boolean mayBeShown(URI uri) {
    return place.jwks().isPresent() || origin(uri).equals(origin(URI.create(place.issuer())));
  }

  private static String origin(URI uri) {
    return uri.getScheme() + "://" + uri.getRawAuthority();
  }

  private boolean isSecure() {
    return place.issuer().startsWith("https:");
  }

  private CompletionStage<String> get(URI uri, Optional<String> token) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri).timeout(place.timeout()).header("Accept", "application/json");
    token.ifPresent(shown -> request.header("Authorization", "Bearer " + shown));
    CompletableFuture<HttpResponse<byte[]>> exchange =
        client.sendAsync(
            request.build(),
            head ->
                new BoundedBody(
                    MAX_DOCUMENT,
                    () ->
                        new KeySource.Failure(
                            "an answer is larger than " + MAX_DOCUMENT + " bytes")));
    // The client's own time-out ends with the head of the answer.
    return exchange
        .copy()
        .orTimeout(place.timeout().toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete(
            (answer, failure) -> {
              if (failure != null) {
                exchange.cancel(true);
              }
            })
        .thenApplyAsync(HttpKeySource::content, threads);
  }

  private static String content(HttpResponse<byte[]> answer) {
    if (answer.statusCode() != 200) {
      throw new Failure("it answers with status " + answer.statusCode());
    }
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  /** Read each time, as a projected token is replaced before it expires. */
  private Optional<String> token() {
    return place.tokenFile().map(HttpKeySource::read);
  }

  private static String read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      String token = new String(in.readNBytes(MAX_TOKEN), StandardCharsets.UTF_8).strip();
      if (token.isEmpty() || !token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
        throw new Failure("its token-file holds no token");
      }
      return token;
    } catch (IOException e) {
      throw new Failure("its token-file cannot be read");
    }
  }

  private static Thread thread(String name, Runnable task) {
    Thread thread = new Thread(task, "issuer-" + name);
    thread.setDaemon(true);
    return thread;
  }
}
