package io.sekisho.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sekisho.support.TestConfig;
import io.sekisho.support.WebhookReceiver;
import io.sekisho.webhook.WebhookClient.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebhookTest {

  private static final byte[] BODY = "{}".getBytes(StandardCharsets.UTF_8);

  @ParameterizedTest
  @CsvSource({
    "url, ftp://hooks.test",
    "url, hooks.test/x",
    "url, https://user:secret-1@hooks.test/",
    "url, https://hooks.test/#x",
    "url, https:///x",
    "authorization, 'Bearer secret-1\u00e9'",
    "secret, whsec_c2VjcmV0LTE=",
    "secret, c2VjcmV0LTFjMlZqY21WMExURT1jMlZqY21WMExURT0=",
    "secret, whsec_secret-1!",
    "timeout, 99ms",
    "timeout, 61s",
    "give-up-after, 1s"
  })
  void shouldNameTheKeyThatIsWrongAndNotItsValue(String key, String value) {
    assertThatThrownBy(() -> of(Map.of("sekisho.watch.webhook." + key, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("sekisho.watch.webhook." + key + " must be")
        .hasMessageNotContaining("secret-1");
  }

  @Test
  void shouldNotPrintItsSecrets() {
    assertThat(
            of(Map.of(
                    "sekisho.watch.webhook.authorization", "Bearer secret-1",
                    "sekisho.watch.webhook.url", "https://hooks.test/secret-1"))
                .orElseThrow()
                .toString())
        .doesNotContain("secret-1");
  }

  @Test
  void shouldBeNowhereByDefault() {
    assertThat(Webhook.of(TestConfig.with(Map.of()).watch().webhook(), null)).isEmpty();
  }

  @Test
  void shouldTellWhatBecomesOfARequest() throws Exception {
    try (WebhookReceiver receiver = new WebhookReceiver()) {
      WebhookClient client = client(receiver.url(), Duration.ofSeconds(5));
      for (int status : List.of(200, 201, 202, 204)) {
        receiver.answer(status);
        assertThat(client.send(UUID.randomUUID(), BODY)).isEqualTo(new Outcome.Taken());
      }
      for (int status : List.of(400, 401, 403, 404, 410, 422)) {
        receiver.answer(status);
        assertThat(client.send(UUID.randomUUID(), BODY))
            .isEqualTo(new Outcome.Rejected("it answers with status " + status));
      }
      for (int status : List.of(302, 307, 408, 429, 501, 503)) {
        receiver.answer(status);
        assertThat(client.send(UUID.randomUUID(), BODY))
            .isEqualTo(new Outcome.Failed("it answers with status " + status));
      }
      assertThat(receiver.received()).hasSize(16);
    }
  }

  @Test
  void shouldNotReadAnAnswerWithoutEnd() throws Exception {
    try (WebhookReceiver receiver = new WebhookReceiver()) {
      receiver.answer(500);
      assertThat(client(receiver.url(), Duration.ofSeconds(30)).send(UUID.randomUUID(), BODY))
          .isInstanceOfSatisfying(
              Outcome.Failed.class, failed -> assertThat(failed.why()).contains("too large"));
    }
  }

  @Test
  void shouldFailIfNobodyIsThereOrAnswers() throws Exception {
    String url;
    try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      url = "http://127.0.0.1:" + silent.getLocalPort() + "/";
      assertThat(client(url, Duration.ofMillis(300)).send(UUID.randomUUID(), BODY))
          .isInstanceOf(Outcome.Failed.class);
    }
    assertThat(client(url, Duration.ofSeconds(5)).send(UUID.randomUUID(), BODY))
        .isInstanceOf(Outcome.Failed.class);
  }

  @Test
  void shouldWaitLongerEachTimeAndNotForEver() {
    assertThat(IntStream.rangeClosed(1, 12).mapToObj(AlertDelivery::wait).map(Duration::toSeconds))
        .containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 64L, 128L, 256L, 300L, 300L, 300L);
    assertThat(AlertDelivery.wait(Integer.MAX_VALUE)).isEqualTo(Duration.ofMinutes(5));
  }

  private static WebhookClient client(String url, Duration timeout)
      throws NoSuchAlgorithmException, IOException {
    return new WebhookClient(
        new Webhook(
            URI.create(url), Optional.empty(), Optional.empty(), timeout, SSLContext.getDefault()),
        Clock.systemUTC());
  }

  private static Optional<Webhook> of(Map<String, String> keys) {
    Map<String, String> all = new HashMap<>(keys);
    all.putIfAbsent("sekisho.watch.webhook.url", "https://hooks.test/");
    return Webhook.of(TestConfig.with(all).watch().webhook(), null);
  }
}
