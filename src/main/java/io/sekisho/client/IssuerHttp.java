package io.sekisho.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.sekisho.http.BoundedBody;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/** Requests to an issuer: no redirects, answers bounded in size and time. */
final class IssuerHttp {

  private static final int MAX_ANSWER = 256 * 1024;

  private final HttpClient client;
  private final Duration timeout;

  /**
   * @param timeout of one request, from the name's resolution to the last byte of the answer
   */
  IssuerHttp(SSLContext trust, Duration timeout) {
    this.timeout = timeout;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            // What a redirect leads to is not whom the caller named.
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(timeout)
            .sslContext(trust)
            .build();
  }

  /**
   * An answer.
   *
   * @param object its content; an object without fields if it is no JSON object
   */
  record Answer(int status, JsonNode object) {}

  /** Who asks: a client that shows a secret, or not. */
  record Client(String id, Optional<Secret> secret, boolean secretInBody) {}

  /** There was no answer in time; the next try may have one. */
  static final class NoAnswer extends RuntimeException {
    NoAnswer(String message) {
      super(message);
    }
  }

  Answer get(URI uri) {
    return exchange(HttpRequest.newBuilder(uri));
  }

  /** Posts a form with the client's authentication (RFC 6749 §2.3.1). */
  Answer post(URI uri, Client client, Map<String, String> form) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri).header("Content-Type", "application/x-www-form-urlencoded");
    String body = encoded(form);
    if (client.secret().isPresent() && !client.secretInBody()) {
      String login = encoded(client.id()) + ":" + encoded(client.secret().get().value());
      request.header(
          "Authorization",
          "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.US_ASCII)));
    } else {
      body += "&client_id=" + encoded(client.id());
      body += client.secret().map(own -> "&client_secret=" + encoded(own.value())).orElse("");
    }
    return exchange(request.POST(BodyPublishers.ofString(body)));
  }

  private Answer exchange(HttpRequest.Builder request) {
    CompletableFuture<HttpResponse<byte[]>> exchange =
        client.sendAsync(
            request.header("Accept", "application/json").timeout(timeout).build(),
            head ->
                new BoundedBody(MAX_ANSWER, () -> new Failure("the issuer's answer is too large")));
    try {
      // The client's own time-out ends with the head of the answer.
      HttpResponse<byte[]> answer = exchange.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      String content = new String(answer.body(), StandardCharsets.UTF_8);
      return new Answer(answer.statusCode(), Json.object(content).orElseGet(Json::newObject));
    } catch (ExecutionException e) {
      throw reason(e.getCause());
    } catch (TimeoutException e) {
      throw new NoAnswer("the issuer does not answer in time");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure("interrupted");
    } finally {
      exchange.cancel(true);
    }
  }

  private static RuntimeException reason(Throwable cause) {
    if (cause instanceof Failure failure) {
      return failure;
    }
    if (cause instanceof SSLException) {
      return new Failure(
          "there is no safe connection with the issuer ("
              + Plain.of(String.valueOf(cause.getMessage()))
              + "); does --ca-file name its authority?");
    }
    return new NoAnswer(
        cause instanceof ConnectException
            ? "the issuer cannot be reached; is --issuer right, and is it up?"
            : "the issuer does not answer properly ("
                + Plain.of(String.valueOf(cause.getMessage()))
                + ")");
  }

  private static String encoded(Map<String, String> form) {
    return form.entrySet().stream()
        .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
