package io.sekisho.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/** An issuer on loopback that answers what a test says, and remembers what it was asked. */
final class StubIssuer implements AutoCloseable {

  /** What it was asked. */
  record Asked(String path, String authorization, Map<String, String> form) {}

  /** What it answers; the location only if it is not empty. */
  record Says(int status, String body, String location) {}

  private static final Says STALL = new Says(200, "{", "");

  private interface Opening {
    HttpServer open(InetSocketAddress address) throws IOException;
  }

  private final CountDownLatch over = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final String scheme;
  private final HttpServer server;
  private final Map<String, Queue<Says>> answers = new ConcurrentHashMap<>();
  private final List<Asked> asked = new CopyOnWriteArrayList<>();

  StubIssuer() {
    this("http", StubIssuer::plain);
  }

  /** Over TLS. */
  StubIssuer(SSLContext tls) {
    this(
        "https",
        address -> {
          HttpsServer server = HttpsServer.create(address, 0);
          server.setHttpsConfigurator(new HttpsConfigurator(tls));
          return server;
        });
  }

  private StubIssuer(String scheme, Opening opening) {
    this.scheme = scheme;
    try {
      server = opening.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
    says("/.well-known/openid-configuration", 200, metadata(url(), ""));
  }

  String url() {
    return scheme + "://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Its metadata, with more fields if there are any ({@code ,"name":…}). */
  String metadata(String issuer, String more) {
    return """
        {"issuer": "%1$s", "token_endpoint": "%2$s/token",
         "device_authorization_endpoint": "%2$s/device"%3$s}"""
        .formatted(issuer, url(), more);
  }

  /** Forgets what it was told to answer at the path, and answers this. */
  StubIssuer says(String path, int status, String body) {
    answers.remove(path);
    return then(path, status, body);
  }

  /** After its other answers; the last one is given again and again. */
  StubIssuer then(String path, int status, String body) {
    answers
        .computeIfAbsent(path, any -> new ConcurrentLinkedQueue<>())
        .add(new Says(status, body, ""));
    return this;
  }

  StubIssuer redirects(String path, String location) {
    answers.put(path, new ConcurrentLinkedQueue<>(List.of(new Says(302, "", location))));
    return this;
  }

  List<Asked> asked(String path) {
    return asked.stream().filter(one -> one.path().equals(path)).toList();
  }

  /** Announces more than it sends, and sends no more until it is closed. */
  StubIssuer stalls(String path) {
    answers.put(path, new ConcurrentLinkedQueue<>(List.of(STALL)));
    return this;
  }

  @Override
  public void close() {
    over.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    asked.add(
        new Asked(
            path,
            String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")),
            form(body)));
    Queue<Says> queue = answers.getOrDefault(path, new ConcurrentLinkedQueue<>());
    Says answer = queue.size() > 1 ? queue.poll() : queue.peek();
    if (answer == null) {
      answer = new Says(404, "<html>", "");
    }
    if (!answer.location().isEmpty()) {
      exchange.getResponseHeaders().set("Location", answer.location());
    }
    byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
    long length = bytes.length == 0 ? -1 : bytes.length;
    exchange.sendResponseHeaders(answer.status(), answer == STALL ? 100 : length);
    exchange.getResponseBody().write(bytes);
    if (answer == STALL) {
      exchange.getResponseBody().flush();
      awaitEnd();
    }
    exchange.close();
  }

  private static HttpServer plain(InetSocketAddress address) throws IOException {
    return HttpServer.create(address, 0);
  }

  private void awaitEnd() {
    try {
      over.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Map<String, String> form(String body) {
    Map<String, String> form = new HashMap<>();
    for (String field : body.split("&")) {
      String[] parts = field.split("=", 2);
      if (parts.length == 2) {
        form.put(decoded(parts[0]), decoded(parts[1]));
      }
    }
    return form;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
