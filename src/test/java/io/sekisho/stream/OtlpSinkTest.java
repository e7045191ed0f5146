package io.sekisho.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.sekisho.support.OtlpReceiver;
import io.sekisho.support.Ports;
import io.sekisho.support.TestCertificates;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class OtlpSinkTest {

  @Test
  void shouldSendEachRecordAsALogWithTheNamesOfTheConventions() throws Exception {
    try (OtlpReceiver receiver = new OtlpReceiver(Ports.free()).start();
        OtlpSink sink = sink(receiver.url(), "gzip")) {
      sink.deliver(Records.numbered(1, 2));
      sink.deliver(Records.numbered(3, 3));

      List<LogRecord> logs = receiver.logs();
      assertThat(logs).hasSize(3);
      LogRecord log = logs.get(0);
      assertThat(log.getBody().getStringValue()).isEqualTo(Records.numbered(1).toString());
      assertThat(log.getEventName()).isEqualTo("sekisho.tunnel.opened");
      assertThat(Instant.ofEpochSecond(0, log.getTimeUnixNano()))
          .isEqualTo("2026-11-26T12:34:56.789012Z");
      assertThat(attributes(log))
          .containsExactlyInAnyOrderEntriesOf(
              Map.ofEntries(
                  Map.entry("log.record.uid", "id-1"),
                  Map.entry("sekisho.tunnel_id", "tunnel-1"),
                  Map.entry("sekisho.node", "node-1"),
                  Map.entry("sekisho.attempted_at", "2026-11-26T12:34:56.700000Z"),
                  Map.entry("http.response.status_code", "200"),
                  Map.entry("user.name", "alice"),
                  Map.entry("client.address", "192.0.2.7"),
                  Map.entry("client.port", "40000"),
                  Map.entry("server.address", "api.example.com"),
                  Map.entry("server.port", "443"),
                  Map.entry("sekisho.groups", "[developers, ops]"),
                  Map.entry("sekisho.dialled", "[{\"address\":\"198.51.100.1\"}]"),
                  Map.entry("sekisho.would_deny", "false"),
                  Map.entry("sekisho.close_reason", "client_closed"),
                  Map.entry("sekisho.chain", "3"),
                  Map.entry("sekisho.sequence", "1"),
                  Map.entry("sekisho.hash", "00ff")));
      assertThat(receiver.resource()).containsEntry("service.name", "sekisho");
      assertThat(receiver.authorization()).containsOnly("Bearer secret");
    }
  }

  @Test
  void shouldFailUnlessTheReceiverTakesIt() throws Exception {
    try (OtlpReceiver receiver = new OtlpReceiver(Ports.free()).start();
        OtlpSink sink = sink(receiver.url(), "none")) {
      receiver.answer(503);
      assertThatThrownBy(() -> sink.deliver(Records.numbered(1, 1)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("503");
      receiver.answer(400);
      assertThatThrownBy(() -> sink.deliver(Records.numbered(1, 1)))
          .isInstanceOf(IOException.class);
      receiver.answer(200);
      sink.deliver(Records.numbered(1, 1));

      assertThat(receiver.logs()).hasSize(1);
    }
  }

  @Test
  void shouldFailIfNobodyListens() {
    try (OtlpSink sink = sink("http://localhost:" + Ports.free() + "/v1/logs", "none")) {
      assertThatThrownBy(() -> sink.deliver(Records.numbered(1, 1)))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void shouldBelieveWhoItsTrustKnowsAndNobodyElse() throws Exception {
    TestCertificates certificates = new TestCertificates();
    try (OtlpReceiver receiver =
        new OtlpReceiver(Ports.free())
            .over(certificates.showing(certificates.issue("collector", "dns:localhost")))
            .start()) {
      try (OtlpSink sink =
          new OtlpSink(receiver.url(), "gzip", Map.of(), Optional.of(certificates.anonymous()))) {
        sink.deliver(Records.numbered(1, 1));
      }
      try (OtlpSink sink =
          new OtlpSink(
              receiver.url(), "gzip", Map.of(), Optional.of(new TestCertificates().anonymous()))) {
        assertThatThrownBy(() -> sink.deliver(Records.numbered(2, 2)))
            .isInstanceOf(IOException.class);
      }

      assertThat(receiver.logs()).hasSize(1);
    }
  }

  private static OtlpSink sink(String url, String compression) {
    return new OtlpSink(
        url, compression, Map.of("Authorization", "Bearer secret"), Optional.empty());
  }

  private static Map<String, String> attributes(LogRecord log) {
    Map<String, String> attributes = new TreeMap<>();
    for (KeyValue attribute : log.getAttributesList()) {
      attributes.put(attribute.getKey(), text(attribute.getValue()));
    }
    return attributes;
  }

  private static String text(AnyValue value) {
    return switch (value.getValueCase()) {
      case STRING_VALUE -> value.getStringValue();
      case INT_VALUE -> Long.toString(value.getIntValue());
      case BOOL_VALUE -> Boolean.toString(value.getBoolValue());
      case ARRAY_VALUE ->
          value.getArrayValue().getValuesList().stream()
              .map(OtlpSinkTest::text)
              .toList()
              .toString();
      default -> throw new AssertionError(value);
    };
  }
}
