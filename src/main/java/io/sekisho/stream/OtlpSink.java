package io.sekisho.stream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.exporter.internal.FailedExportException.HttpExportException;
import io.opentelemetry.exporter.otlp.http.logs.OtlpHttpLogRecordExporter;
import io.opentelemetry.exporter.otlp.http.logs.OtlpHttpLogRecordExporterBuilder;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;

/** A receiver of OTLP over HTTP: what it answers with 2xx it has. */
// In a native executable a service is found only if its class is registered.
@RegisterForReflection(
    classNames = "io.opentelemetry.exporter.sender.jdk.internal.JdkHttpSenderProvider")
final class OtlpSink implements Sink {

  private static final Duration CONNECTING = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(12);

  private final OtlpHttpLogRecordExporter exporter;
  private final OtlpRecords logs = new OtlpRecords();

  OtlpSink(
      String endpoint, String compression, Map<String, String> headers, Optional<SSLContext> tls) {
    OtlpHttpLogRecordExporterBuilder builder =
        OtlpHttpLogRecordExporter.builder()
            .setEndpoint(endpoint)
            .setCompression(compression)
            .setConnectTimeout(CONNECTING)
            .setTimeout(ANSWER)
            // What fails is shown again anyway, and told of by who shows it.
            .setRetryPolicy(null)
            .setMeterProvider(MeterProvider.noop());
    headers.forEach(builder::addHeader);
    // The JDK's client takes its trust from the context alone.
    tls.ifPresent(context -> builder.setSslContext(context, null));
    this.exporter = builder.build();
  }

  @Override
  public void deliver(List<ObjectNode> records) throws IOException {
    CompletableResultCode result = exporter.export(logs.of(records));
    result.join(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    if (!result.isDone()) {
      throw new IOException("the receiver does not answer");
    }
    if (!result.isSuccess()) {
      throw failure(result.getFailureThrowable());
    }
  }

  private static IOException failure(Throwable cause) {
    return cause instanceof HttpExportException answered && answered.getResponse() != null
        ? new IOException("the receiver answers " + answered.getResponse().statusCode())
        : new IOException("the receiver cannot be asked", cause);
  }

  /** In a thread of its own, as from Java 21 on the client waits for what is under way. */
  @Override
  public void close() {
    Thread closing = new Thread(exporter::shutdown, "sekisho-otlp-close");
    closing.setDaemon(true);
    closing.start();
  }
}
