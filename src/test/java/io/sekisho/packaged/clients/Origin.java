package io.sekisho.packaged.clients;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/** An HTTPS server on loopback that serves the files of a directory; one of them is a page. */
final class Origin implements AutoCloseable {

  /** What is at {@code /page}, and at {@code /page.txt} for browsers. */
  static final String PAGE = "behind the checkpoint\n";

  private final HttpsServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Path root;

  Origin(Path root, SSLContext tls) {
    this.root = root;
    try {
      Files.writeString(root.resolve("page"), PAGE);
      Files.writeString(root.resolve("page.txt"), PAGE);
      server = HttpsServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    server.setExecutor(threads);
    server.createContext("/", this::serve);
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  /** Where files to be served are put. */
  Path root() {
    return root;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      Path file = root.resolve(exchange.getRequestURI().getPath().substring(1)).normalize();
      if (!file.startsWith(root) || !Files.isRegularFile(file)) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      byte[] content = Files.readAllBytes(file);
      boolean withContent = exchange.getRequestMethod().equals("GET");
      exchange.sendResponseHeaders(200, withContent ? content.length : -1);
      if (withContent) {
        try (OutputStream body = exchange.getResponseBody()) {
          body.write(content);
        }
      }
    }
  }
}
