package io.sekisho.support;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** Takes what is sent to a webhook, and answers as it is told. */
public final class WebhookReceiver implements AutoCloseable {

  private static final int TAKEN = 204;

  /**
   * A request.
   *
   * @param headers by their names in lower case
   * @param status what it was answered
   */
  public record Received(Map<String, String> headers, String body, int status) {

    public JsonPath json() {
      return JsonPath.from(body);
    }

    public String id() {
      return json().getString("id");
    }
  }

  private final HttpServer server;
  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final ConcurrentLinkedQueue<Integer> answers = new ConcurrentLinkedQueue<>();
  private volatile int otherwise = TAKEN;

  public WebhookReceiver() {
    this(0);
  }

  public WebhookReceiver(int port) {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    server.createContext("/", this::take);
    server.start();
  }

  public String url() {
    return "http://127.0.0.1:" + port() + "/hook?tenant=a%20b";
  }

  public int port() {
    return server.getAddress().getPort();
  }

  /** What the next requests are answered, one after the other; then they are taken again. */
  public void answer(Integer... statuses) {
    otherwise = TAKEN;
    answers.clear();
    answers.addAll(List.of(statuses));
  }

  /** What all requests are answered from now on. */
  public void answerAlways(int status) {
    answers.clear();
    otherwise = status;
  }

  public List<Received> received() {
    return List.copyOf(received);
  }

  /** What was taken, in order. */
  public List<Received> taken() {
    return received.stream().filter(one -> one.status() == TAKEN).toList();
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      Integer told = answers.poll();
      int status = told == null ? otherwise : told;
      received.add(
          new Received(
              exchange.getRequestHeaders().entrySet().stream()
                  .collect(
                      Collectors.toMap(
                          header -> header.getKey().toLowerCase(java.util.Locale.ROOT),
                          header -> String.join(",", header.getValue()))),
              body,
              status));
      if (status == 302) {
        exchange.getResponseHeaders().set("Location", "http://127.0.0.1:" + port() + "/other");
      }
      boolean flood = status == 500;
      exchange.sendResponseHeaders(status, flood ? 0 : -1);
      if (flood) {
        flood(exchange.getResponseBody());
      }
    }
  }

  /** Without end, unless somebody hangs up. */
  private static void flood(OutputStream out) {
    byte[] chunk = new byte[64 * 1024];
    try {
      for (int i = 0; i < 10_000; i++) {
        out.write(chunk);
      }
    } catch (IOException e) {
      // Who is asked for more than they want has hung up.
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }

  /** Starts one for {@code @QuarkusTest}, to which alerts are sent. */
  public static final class Resource implements QuarkusTestResourceLifecycleManager {

    public static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private WebhookReceiver receiver;

    @Override
    public Map<String, String> start() {
      receiver = new WebhookReceiver();
      return Map.of(
          "sekisho.watch.webhook.url",
          receiver.url(),
          "sekisho.watch.webhook.authorization",
          "Bearer for-the-webhook",
          "sekisho.watch.webhook.secret",
          SECRET,
          "sekisho.watch.webhook.timeout",
          "2s");
    }

    @Override
    public void stop() {
      receiver.close();
    }

    @Override
    public void inject(TestInjector injector) {
      injector.injectIntoFields(receiver, new TestInjector.MatchesType(WebhookReceiver.class));
    }
  }
}
