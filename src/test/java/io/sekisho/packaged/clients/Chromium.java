package io.sekisho.packaged.clients;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/**
 * A headless Chromium with an empty profile. Asked for a login it gives the one of its user, as a
 * person would type it.
 */
final class Chromium implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final String user;
  private final String password;
  private final Process process;
  private final DevTools tools;
  private final Queue<String> challenges = new ConcurrentLinkedQueue<>();
  private final CompletableFuture<Void> loaded = new CompletableFuture<>();

  /**
   * @param home empty directory for its profile
   * @param proxy the switch that tells it the way to go
   * @param pin the only key of a server that it takes without an authority it knows
   */
  Chromium(Path home, String proxy, String pin, String user, String password) {
    this.user = user;
    this.password = password;
    Path log = home.resolve("chromium.log");
    Path profile = home.resolve("profile");
    process =
        Program.named("chromium", "chromium-browser", "google-chrome")
            .start(
                home,
                log,
                Map.of(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--user-data-dir=" + profile,
                "--remote-debugging-port=0",
                proxy,
                "--proxy-bypass-list=<-loopback>",
                "--ignore-certificate-errors-spki-list=" + pin,
                "about:blank");
    Path debugger = profile.resolve("DevToolsActivePort");
    await("Chromium; see " + log).atMost(PATIENCE).until(() -> lines(debugger).size() == 2);
    tools =
        new DevTools(
            URI.create("ws://127.0.0.1:" + String.join("", lines(debugger))), this::onEvent);
  }

  /** The text of the page at the URL. */
  String read(String url) {
    String target =
        get(tools.call("", "Target.createTarget", Map.of("url", "about:blank")))
            .path("targetId")
            .asText();
    String session =
        get(tools.call("", "Target.attachToTarget", Map.of("targetId", target, "flatten", true)))
            .path("sessionId")
            .asText();
    get(tools.call(session, "Fetch.enable", Map.of("handleAuthRequests", true)));
    get(tools.call(session, "Page.enable", Map.of()));
    JsonNode navigation = get(tools.call(session, "Page.navigate", Map.of("url", url)));
    if (navigation.has("errorText")) {
      throw new AssertionError(navigation.path("errorText").asText());
    }
    get(loaded);
    return get(tools.call(
            session, "Runtime.evaluate", Map.of("expression", "document.body.innerText")))
        .path("result")
        .path("value")
        .asText();
  }

  /** Who asked for a login so far: source, scheme, realm. */
  List<String> challenges() {
    return List.copyOf(challenges);
  }

  @Override
  public void close() {
    tools.close();
    Program.end(process);
  }

  private void onEvent(JsonNode event) {
    String session = event.path("sessionId").asText();
    JsonNode parameters = event.path("params");
    String request = parameters.path("requestId").asText();
    switch (event.path("method").asText()) {
      case "Fetch.requestPaused" ->
          tools.call(session, "Fetch.continueRequest", Map.of("requestId", request));
      case "Fetch.authRequired" ->
          tools.call(
              session,
              "Fetch.continueWithAuth",
              Map.of(
                  "requestId",
                  request,
                  "authChallengeResponse",
                  answer(parameters.path("authChallenge"))));
      case "Page.loadEventFired" -> loaded.complete(null);
      default -> {
        // Of no interest.
      }
    }
  }

  /** The login, once: who is asked again gave a wrong one. */
  private Map<String, String> answer(JsonNode challenge) {
    challenges.add(
        "%s %s %s"
            .formatted(
                challenge.path("source").asText(),
                challenge.path("scheme").asText(),
                challenge.path("realm").asText()));
    return challenges.size() > 1
        ? Map.of("response", "CancelAuth")
        : Map.of("response", "ProvideCredentials", "username", user, "password", password);
  }

  private static <T> T get(CompletableFuture<T> future) {
    return future.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
  }

  private static List<String> lines(Path file) {
    try {
      return Files.exists(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
