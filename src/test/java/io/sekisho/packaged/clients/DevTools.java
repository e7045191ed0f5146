package io.sekisho.packaged.clients;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Calls and events of a browser's DevTools protocol over its WebSocket. */
final class DevTools implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
  private final Consumer<JsonNode> events;
  private final WebSocket socket;
  private CompletableFuture<WebSocket> sent;
  private int lastId;

  /**
   * @param events takes each event, on a thread that must not wait for an answer
   */
  DevTools(URI debugger, Consumer<JsonNode> events) {
    this.events = events;
    socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(debugger, new Messages())
            .join();
    sent = CompletableFuture.completedFuture(socket);
  }

  /**
   * Calls a method; a call that the browser refuses fails.
   *
   * @param session of a target; empty for the browser itself
   */
  synchronized CompletableFuture<JsonNode> call(
      String session, String method, Map<String, ?> parameters) {
    int id = ++lastId;
    Map<String, Object> message =
        new HashMap<>(Map.of("id", id, "method", method, "params", parameters));
    if (!session.isEmpty()) {
      message.put("sessionId", session);
    }
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    answers.put(id, answer);
    try {
      String text = JSON.writeValueAsString(message);
      // One message after the other: a WebSocket takes no second one while it sends the first.
      sent = sent.thenCompose(done -> socket.sendText(text, true));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
    return answer;
  }

  @Override
  public void close() {
    socket.abort();
  }

  private void receive(String text) {
    JsonNode message;
    try {
      message = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
    CompletableFuture<JsonNode> answer = answers.remove(message.path("id").asInt());
    if (answer == null) {
      events.accept(message);
    } else if (message.has("error")) {
      answer.completeExceptionally(new AssertionError(message.path("error").toString()));
    } else {
      answer.complete(message.path("result"));
    }
  }

  /** Puts messages together from their parts. */
  private final class Messages implements WebSocket.Listener {

    private final StringBuilder partial = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      partial.append(part);
      if (last) {
        String text = partial.toString();
        partial.setLength(0);
        receive(text);
      }
      from.request(1);
      return null;
    }
  }
}
