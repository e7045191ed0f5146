package io.sekisho.stream;

import io.quarkus.tls.TlsConfigurationRegistry;
import io.sekisho.config.SekishoConfig;
import io.sekisho.config.StreamConfig;
import io.sekisho.config.StreamConfig.Syslog.Transport;
import io.sekisho.telemetry.Meters;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The configured streams. */
@ApplicationScoped
public class AuditStreams {

  /** It is a label of metrics, and part of a configuration key. */
  private static final String NAME = "[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?";

  /**
   * Of the time that a follower of the log may take; the last piece may take as long as a sink may.
   */
  private static final Duration SHARE = Duration.ofSeconds(4);

  /** There is one, whichever streams lead to it. */
  private final StdoutSink stdout =
      new StdoutSink(System.out, new FileOutputStream(FileDescriptor.out));

  private final List<AuditStream> all = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  /**
   * Checks the keys; opens nothing.
   *
   * @throws IllegalArgumentException naming the one that is wrong
   */
  AuditStreams(SekishoConfig config, TlsConfigurationRegistry registry, Meters meters) {
    Map<String, StreamConfig> streams = new TreeMap<>(config.audit().streams());
    streams.forEach(
        (name, stream) -> {
          if (!name.matches(NAME)) {
            throw new InvalidStream(
                Keys.ALL + Keys.shown(name),
                "a stream's name is of a to z, digits and hyphens inside, at most 40");
          }
          all.add(new AuditStream(name, stream, opening(name, stream, registry), SHARE, meters));
          warn(Keys.of(name), stream);
        });
  }

  /** All of them, by their names. */
  public List<AuditStream> all() {
    return List.copyOf(all);
  }

  /** What an operator should think about twice. */
  public List<String> warnings() {
    return List.copyOf(warnings);
  }

  /** Closes what is open; nothing is handed over any more. */
  public void close() {
    all.forEach(AuditStream::close);
  }

  private Sink.Opening opening(
      String name, StreamConfig stream, TlsConfigurationRegistry registry) {
    Keys keys = Keys.of(name);
    return switch (stream.kind()) {
      case FILE -> file(keys, stream.file());
      case STDOUT -> () -> stdout;
      case SYSLOG -> SyslogSettings.opening(keys, stream.syslog(), registry);
      case OTLP -> OtlpSettings.opening(keys, stream.otlp(), registry);
      case KAFKA -> KafkaSettings.opening(keys, name, stream.kafka());
    };
  }

  private static Sink.Opening file(Keys keys, StreamConfig.File config) {
    Path path =
        keys.parsed(
            "file.path",
            keys.needed("file.path", config.path()),
            text -> Path.of(text).toAbsolutePath(),
            "is not the name of a file");
    Path directory = path.getParent();
    if (directory == null || Files.isDirectory(path) || !Files.isWritable(directory)) {
      throw keys.invalid("file.path", "must be a file in a directory that can be written to");
    }
    return () -> new FileSink(path);
  }

  private void warn(Keys keys, StreamConfig stream) {
    if (stream.kind() == StreamConfig.Kind.SYSLOG && stream.syslog().transport() == Transport.TCP) {
      warnings.add(
          "unsafe: records cross the network unencrypted; set "
              + keys.name("syslog.transport")
              + " to tls");
    }
    if (stream.kind() == StreamConfig.Kind.OTLP
        && stream.otlp().endpoint().filter(text -> text.startsWith("http:")).isPresent()) {
      warnings.add(
          "unsafe: records cross the network unencrypted; set "
              + keys.name("otlp.endpoint")
              + " to https");
    }
    if (stream.kind() == StreamConfig.Kind.KAFKA
        && stream
            .kafka()
            .properties()
            .getOrDefault("security.protocol", "PLAINTEXT")
            .endsWith("PLAINTEXT")) {
      warnings.add(
          "unsafe: records cross the network unencrypted; set "
              + keys.name("kafka.properties.\"security.protocol\"")
              + " to SSL or SASL_SSL");
    }
  }
}
