package io.sekisho.support;

import com.google.protobuf.InvalidProtocolBufferException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLContext;

/** Takes logs over OTLP/HTTP and keeps them, by the protocol's own definitions. */
public final class OtlpReceiver implements AutoCloseable {

  private final int port;
  private final List<ExportLogsServiceRequest> requests = new CopyOnWriteArrayList<>();
  private final List<String> authorizations = new CopyOnWriteArrayList<>();
  private Optional<SSLContext> tls = Optional.empty();
  private volatile int status = 200;
  private HttpServer server;

  public OtlpReceiver(int port) {
    this.port = port;
  }

  /** Serves TLS. */
  public OtlpReceiver over(SSLContext context) {
    tls = Optional.of(context);
    return this;
  }

  public OtlpReceiver start() {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    try {
      if (tls.isPresent()) {
        HttpsServer secured = HttpsServer.create(address, 0);
        secured.setHttpsConfigurator(new HttpsConfigurator(tls.get()));
        server = secured;
      } else {
        server = HttpServer.create(address, 0);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/v1/logs", this::take);
    server.start();
    return this;
  }

  public String url() {
    return (tls.isPresent() ? "https" : "http") + "://localhost:" + port + "/v1/logs";
  }

  /** With what it answers from now on; only with 200 it keeps anything. */
  public void answer(int status) {
    this.status = status;
  }

  public List<LogRecord> logs() {
    return requests.stream()
        .flatMap(request -> request.getResourceLogsList().stream())
        .flatMap(logs -> logs.getScopeLogsList().stream())
        .flatMap(logs -> logs.getLogRecordsList().stream())
        .toList();
  }

  /** The attributes of what sent the logs. */
  public Map<String, String> resource() {
    Map<String, String> attributes = new TreeMap<>();
    for (ResourceLogs logs : requests.get(0).getResourceLogsList()) {
      logs.getResource()
          .getAttributesList()
          .forEach(each -> attributes.put(each.getKey(), each.getValue().getStringValue()));
    }
    return attributes;
  }

  public List<String> authorization() {
    return authorizations;
  }

  /** Breaks off what is under way; what was taken is kept. */
  public void stop() {
    server.stop(0);
  }

  @Override
  public void close() {
    stop();
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = body(exchange);
      if (status == 200) {
        requests.add(ExportLogsServiceRequest.parseFrom(body));
        authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
      }
      byte[] answer = ExportLogsServiceResponse.getDefaultInstance().toByteArray();
      exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
      exchange.sendResponseHeaders(status, answer.length == 0 ? -1 : answer.length);
    } catch (InvalidProtocolBufferException e) {
      exchange.sendResponseHeaders(400, -1);
    }
  }

  private static byte[] body(HttpExchange exchange) throws IOException {
    try (InputStream in = exchange.getRequestBody()) {
      return "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))
          ? new GZIPInputStream(in).readAllBytes()
          : in.readAllBytes();
    }
  }
}
