package io.sekisho.stream;

import com.cloudbees.syslog.Facility;
import com.cloudbees.syslog.SDElement;
import com.cloudbees.syslog.Severity;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.sekisho.config.StreamConfig.Syslog;
import io.sekisho.config.StreamConfig.Syslog.Transport;
import io.sekisho.config.TlsTrust;
import io.sekisho.destination.Authority;
import io.sekisho.destination.Host;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** {@code ….syslog.*} as a sink. */
final class SyslogSettings {

  private static final int TLS_PORT = 6514;
  private static final int TCP_PORT = 514;
  private static final String NAME = "[!-~]{1,48}";
  private static final String DATA = "[!-~&&[^=\\]\"@]]+@[0-9.]+";

  private SyslogSettings() {}

  static Sink.Opening opening(Keys keys, Syslog config, TlsConfigurationRegistry registry) {
    Authority receiver = receiver(keys, config);
    SyslogMessages messages = messages(keys, config);
    Optional<SSLContext> tls =
        config.transport() == Transport.TCP
            ? Optional.empty()
            : Optional.of(
                TlsTrust.of(
                    config.tlsConfiguration(), keys.name("syslog.tls-configuration"), registry));
    return () -> new SyslogSink(receiver, tls, messages, Sink.PATIENCE);
  }

  private static Authority receiver(Keys keys, Syslog config) {
    Host host =
        keys.parsed(
            "syslog.host",
            keys.needed("syslog.host", config.host()),
            Host::parseWritten,
            "is not a host");
    int port = config.port().orElse(config.transport() == Transport.TLS ? TLS_PORT : TCP_PORT);
    if (port < 1 || port > 65_535) {
      throw keys.invalid("syslog.port", "must be between 1 and 65535");
    }
    return new Authority(host, port);
  }

  private static SyslogMessages messages(Keys keys, Syslog config) {
    if (!config.appName().matches(NAME)) {
      throw keys.invalid("syslog.app-name", "must be of 1 to 48 printable characters of ASCII");
    }
    if (!config.structuredData().matches(DATA)) {
      throw keys.invalid("syslog.structured-data", "must be name@number (RFC 5424, SD-ID)");
    }
    keys.parsed("syslog.structured-data", config.structuredData(), SDElement::new, "is too long");
    return new SyslogMessages(
        keys.parsed(
            "syslog.facility",
            config.facility().toUpperCase(Locale.ROOT),
            Facility::valueOf,
            "is not a facility of syslog, such as audit or local0"),
        Severity.fromNumericalCode(config.severity().ordinal()),
        config.appName(),
        config.structuredData());
  }
}
