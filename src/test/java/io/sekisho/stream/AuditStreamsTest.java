package io.sekisho.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.sekisho.config.SekishoConfig;
import io.sekisho.support.TestConfig;
import io.sekisho.telemetry.MetersFactory;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuditStreamsTest {

  private static final String PREFIX = "sekisho.audit.streams.";

  private static final TlsConfigurationRegistry NO_TLS =
      new TlsConfigurationRegistry() {
        @Override
        public Optional<TlsConfiguration> get(String name) {
          return Optional.empty();
        }

        @Override
        public Optional<TlsConfiguration> getDefault() {
          return Optional.empty();
        }

        @Override
        public void register(String name, TlsConfiguration configuration) {
          throw new UnsupportedOperationException();
        }
      };

  @Test
  void shouldMakeNothingOfNothing() {
    assertThat(streams(Map.of()).all()).isEmpty();
  }

  @Test
  void shouldKnowSeveralByTheirNames() {
    AuditStreams streams =
        streams(
            Map.of(
                "siem.kind", "syslog",
                "siem.syslog.host", "siem.example.com",
                "archive.kind", "stdout",
                "archive.from", "now"));

    assertThat(streams.all()).extracting(AuditStream::stream).containsExactly("archive", "siem");
    assertThat(streams.all()).extracting(AuditStream::kind).containsExactly("stdout", "syslog");
    assertThat(streams.all())
        .extracting(AuditStream::name)
        .containsExactly("stream:archive", "stream:siem");
    assertThat(streams.all()).extracting(AuditStream::fromBeginning).containsExactly(false, true);
  }

  @Test
  void shouldBeConfiguredByVariables() {
    AuditStreams streams =
        streams(
            TestConfig.withEnvironment(
                Map.of(
                    "SEKISHO_AUDIT_STREAMS_EVENTS_KIND", "kafka",
                    "SEKISHO_AUDIT_STREAMS_EVENTS_KAFKA_TOPIC", "audit",
                    "SEKISHO_AUDIT_STREAMS_EVENTS_KAFKA_BOOTSTRAP_SERVERS", "localhost:9092",
                    "SEKISHO_AUDIT_STREAMS_EVENTS_KAFKA_PROPERTIES_SECURITY_PROTOCOL", "SSL",
                    "SEKISHO_AUDIT_STREAMS_LOGS_KIND", "otlp",
                    "SEKISHO_AUDIT_STREAMS_LOGS_OTLP_ENDPOINT", "https://localhost:4318/v1/logs",
                    "SEKISHO_AUDIT_STREAMS_LOGS_OTLP_HEADERS_AUTHORIZATION", "Bearer x")));

    assertThat(streams.all()).extracting(AuditStream::kind).containsExactly("kafka", "otlp");
    assertThat(streams.warnings()).as("both are over TLS").isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "file, , , file.path",
    "file, file.path, /nowhere/at/all/log, file.path",
    "file, file.path, /, file.path",
    "file, file.path, /tmp, file.path",
    "syslog, , , syslog.host",
    "syslog, syslog.host, not a host, syslog.host",
    "syslog, syslog.port, 0, syslog.port",
    "syslog, syslog.port, 65536, syslog.port",
    "syslog, syslog.facility, audits, syslog.facility",
    "syslog, syslog.app-name, two words, syslog.app-name",
    "syslog, syslog.structured-data, sekisho, syslog.structured-data",
    "syslog, syslog.structured-data, a b@1, syslog.structured-data",
    "syslog, syslog.structured-data, aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@1, syslog.structured-data",
    "syslog, syslog.tls-configuration, unknown, syslog.tls-configuration",
    "otlp, , , otlp.endpoint",
    "otlp, otlp.endpoint, collector:4318, otlp.endpoint",
    "otlp, otlp.endpoint, ftp://collector/v1/logs, otlp.endpoint",
    "otlp, otlp.endpoint, https://user:secret@collector/v1/logs, otlp.endpoint",
    "otlp, otlp.tls-configuration, unknown, otlp.tls-configuration",
    "otlp, otlp.headers.\"two words\", x, otlp.headers",
    "kafka, kafka.topic, , kafka.topic",
    "kafka, kafka.topic, no topic, kafka.topic",
    "kafka, kafka.bootstrap-servers, , kafka.bootstrap-servers",
    "kafka, kafka.bootstrap-servers, secret, kafka.bootstrap-servers",
    "kafka, kafka.properties.acks, 1, kafka.properties.acks",
    "kafka, kafka.properties.\"enable.idempotence\", false, kafka.properties.enable.idempotence",
    "kafka, kafka.properties.\"batch.size\", secret, kafka",
  })
  void shouldNameTheKeyThatIsWrong(String kind, String key, String value, String named) {
    Map<String, String> keys = new HashMap<>(valid(kind));
    if (key == null) {
      keys.keySet().removeIf(each -> !each.endsWith(".kind"));
    } else if (value == null) {
      keys.remove("x." + key);
    } else {
      keys.put("x." + key, value);
    }

    assertThatThrownBy(() -> streams(keys))
        .isInstanceOf(RuntimeException.class)
        .message()
        .startsWith(PREFIX + "x." + named + ": ")
        .doesNotContain("secret");
  }

  @ParameterizedTest
  @CsvSource({"file", "stdout", "syslog", "otlp", "kafka"})
  void shouldTakeWhatIsValid(String kind) {
    assertThat(streams(valid(kind)).all()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"Upper", "-begin", "end-", "with space", "under_score"})
  void shouldRefuseANameThatIsNone(String name) {
    assertThatThrownBy(() -> streams(Map.of("\"" + name + "\".kind", "stdout")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(PREFIX);
  }

  @Test
  void shouldWarnOfWhatCrossesTheNetworkUnencrypted() {
    assertThat(
            streams(
                    Map.of(
                        "a.kind", "syslog",
                        "a.syslog.host", "localhost",
                        "a.syslog.transport", "tcp",
                        "b.kind", "otlp",
                        "b.otlp.endpoint", "http://localhost:4318/v1/logs",
                        "c.kind", "kafka",
                        "c.kafka.topic", "audit",
                        "c.kafka.bootstrap-servers", "localhost:9092"))
                .warnings())
        .hasSize(3)
        .allMatch(warning -> warning.startsWith("unsafe: "));
  }

  private static Map<String, String> valid(String kind) {
    return switch (kind) {
      case "file" -> Map.of("x.kind", "file", "x.file.path", "target/stream.ndjson");
      case "stdout" -> Map.of("x.kind", "stdout");
      case "syslog" -> Map.of("x.kind", "syslog", "x.syslog.host", "siem.example.com");
      case "otlp" ->
          Map.of("x.kind", "otlp", "x.otlp.endpoint", "https://collector.example.com/v1/logs");
      default ->
          Map.of(
              "x.kind", "kafka",
              "x.kafka.topic", "audit",
              "x.kafka.bootstrap-servers", "localhost:9092");
    };
  }

  private static AuditStreams streams(Map<String, String> keys) {
    Map<String, String> prefixed = new HashMap<>();
    keys.forEach((key, value) -> prefixed.put(PREFIX + key, value));
    return streams(TestConfig.with(prefixed));
  }

  private static AuditStreams streams(SekishoConfig config) {
    return new AuditStreams(config, NO_TLS, MetersFactory.on(new SimpleMeterRegistry()));
  }
}
