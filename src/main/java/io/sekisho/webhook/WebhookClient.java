package io.sekisho.webhook;

import io.sekisho.audit.RootCause;
import io.sekisho.http.BoundedBody;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.Base64;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Sends to a webhook. */
final class WebhookClient {

  private static final int MAX_ANSWER = 64 * 1024;
  private static final String HMAC = "HmacSHA256";

  /** What became of a request. */
  sealed interface Outcome {

    /** It was taken. */
    record Taken() implements Outcome {}

    /** Not now; it may be another time. */
    record Failed(String why) implements Outcome {}

    /** It never will be. */
    record Rejected(String why) implements Outcome {}
  }

  private final Webhook webhook;
  private final Clock clock;
  private final HttpClient client;

  WebhookClient(Webhook webhook, Clock clock) {
    this.webhook = webhook;
    this.clock = clock;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            // What a redirect leads to is not what the operator named.
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(webhook.timeout())
            .sslContext(webhook.trust())
            .build();
  }

  /** Sends once; blocks for the time-out at most. */
  Outcome send(UUID id, byte[] body) throws InterruptedException {
    CompletableFuture<HttpResponse<byte[]>> exchange =
        client.sendAsync(
            request(id, body),
            head ->
                new BoundedBody(
                    MAX_ANSWER, () -> new IllegalStateException("the answer is too large")));
    try {
      // The client's own time-out ends with the head of the answer.
      return outcome(exchange.get(webhook.timeout().toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      return new Outcome.Failed("it does not answer within " + webhook.timeout());
    } catch (ExecutionException e) {
      return new Outcome.Failed(RootCause.of(e));
    } finally {
      exchange.cancel(true);
    }
  }

  private HttpRequest request(UUID id, byte[] body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(webhook.url())
            .timeout(webhook.timeout())
            .header("Content-Type", AlertEvents.CONTENT_TYPE)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    webhook.authorization().ifPresent(shown -> request.header("Authorization", shown));
    webhook.secret().ifPresent(secret -> sign(request, secret, id, body));
    return request.build();
  }

  /** As Standard Webhooks 1.0 has it, so that receivers need no code of their own. */
  private void sign(HttpRequest.Builder request, byte[] secret, UUID id, byte[] body) {
    String time = Long.toString(clock.instant().getEpochSecond());
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(secret, HMAC));
      mac.update((id + "." + time + ".").getBytes(StandardCharsets.US_ASCII));
      request
          .header("webhook-id", id.toString())
          .header("webhook-timestamp", time)
          .header(
              "webhook-signature", "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + HMAC, e);
    }
  }

  private static Outcome outcome(HttpResponse<byte[]> answer) {
    int status = answer.statusCode();
    if (status / 100 == 2) {
      return new Outcome.Taken();
    }
    String why = "it answers with status " + status;
    return status / 100 == 4 && status != 408 && status != 429
        ? new Outcome.Rejected(why)
        : new Outcome.Failed(why);
  }
}
