package io.sekisho.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sekisho.packaged.clients.Program;
import io.sekisho.support.Rsyslog;
import io.sekisho.support.TestCertificates;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Streams to a real rsyslogd, over TLS and over TCP. */
class SyslogStreamIT {

  @TempDir Path directory;

  @Test
  void shouldLoseNothingWhateverIsKilled() {
    Path rsyslogd = Program.named("rsyslogd", "/usr/sbin/rsyslogd").executable();
    Program.needed(Rsyslog.knowsTls(), "rsyslog-openssl is not installed");
    TestCertificates certificates = new TestCertificates();
    try (Rsyslog rsyslog =
            new Rsyslog(
                    rsyslogd,
                    directory,
                    certificates.authorityPem(),
                    certificates.issue("syslog", "dns:localhost"))
                .start();
        StreamTrial trial =
            new StreamTrial(
                "syslog",
                Map.of(
                    "TLS_KIND", "syslog",
                    "TLS_SYSLOG_HOST", "localhost",
                    "TLS_SYSLOG_PORT", Integer.toString(rsyslog.tlsPort()),
                    "TLS_SYSLOG_TLS_CONFIGURATION", "siem",
                    "TCP_KIND", "syslog",
                    "TCP_SYSLOG_HOST", "localhost",
                    "TCP_SYSLOG_PORT", Integer.toString(rsyslog.tcpPort()),
                    "TCP_SYSLOG_TRANSPORT", "tcp",
                    "TCP_SYSLOG_FACILITY", "local3"),
                Map.of(
                    "QUARKUS_TLS_SIEM_TRUST_STORE_PEM_CERTS",
                    certificates.authorityPem().toString()))) {
      assertThat(trial.node().output())
          .contains("stream tls kind=syslog", "set sekisho.audit.streams.tcp.syslog.transport");

      trial.throughFaults("tls", receiver(rsyslog), () -> rsyslog.overTls().size());
      trial.end("tcp");

      trial.assertComplete(List.of(records(rsyslog.overTls())));
      trial.assertComplete(List.of(records(rsyslog.overTcp())));
      assertThat(rsyslog.overTls().get(0))
          .matches(
              "13\\.6 syslog sekisho (opened|refused)"
                  + " \\[sekisho@32473 id=\"[0-9a-f-]{36}\" node=\"syslog\" .*] \\{\"id\":.*}");
      assertThat(rsyslog.overTcp().get(0)).startsWith("19.6 syslog sekisho ");
    }
  }

  private static List<JsonNode> records(List<String> lines) {
    return lines.stream()
        .map(line -> StreamTrial.json(line.substring(line.indexOf("{\"id\":"))))
        .toList();
  }

  private static StreamTrial.Receiver receiver(Rsyslog rsyslog) {
    return new StreamTrial.Receiver() {
      @Override
      public void kill() {
        rsyslog.kill();
      }

      @Override
      public void start() {
        rsyslog.start();
      }
    };
  }
}
