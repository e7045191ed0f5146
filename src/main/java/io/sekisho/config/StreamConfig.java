package io.sekisho.config;

import io.smallrye.config.WithDefault;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** {@code sekisho.audit.streams.<name>.*}: a way on which records leave. */
public interface StreamConfig {

  /** Where to. */
  enum Kind {
    /** Lines of JSON at the end of a file. */
    FILE,
    /** Lines of JSON on standard output. */
    STDOUT,
    /** Messages of RFC 5424 over TLS or TCP. */
    SYSLOG,
    /** Logs over OTLP/HTTP. */
    OTLP,
    /** Records of a topic. */
    KAFKA
  }

  /** Where a stream begins that has been nowhere yet. */
  enum From {
    /** With the oldest record of the log. */
    BEGINNING,
    /** With what is recorded from now on. */
    NOW
  }

  /** Where to; its own keys are under the same name. */
  Kind kind();

  /** Where it begins if it has been nowhere yet. */
  @WithDefault("beginning")
  From from();

  /** Of a file. */
  File file();

  /** Of syslog. */
  Syslog syslog();

  /** Of OTLP. */
  Otlp otlp();

  /** Of Kafka. */
  Kafka kafka();

  /** {@code ….file.*} */
  interface File {

    /** The file; its directory must be there. */
    Optional<String> path();
  }

  /** {@code ….syslog.*} */
  interface Syslog {

    /** What carries the messages. */
    enum Transport {
      /** TLS (RFC 5425). */
      TLS,
      /** TCP with octet counting (RFC 6587). */
      TCP
    }

    /** As syslog calls them, in the order of their codes. */
    enum Severity {
      EMERG,
      ALERT,
      CRIT,
      ERR,
      WARNING,
      NOTICE,
      INFO,
      DEBUG
    }

    /** What carries the messages. */
    @WithDefault("tls")
    Transport transport();

    /** The receiver's host. */
    Optional<String> host();

    /** The receiver's port. Default: 6514 for TLS, 514 for TCP. */
    OptionalInt port();

    /**
     * The TLS registry's entry with the trust for the receiver, and with what it is shown if it
     * asks. Default: the JVM's trust.
     */
    Optional<String> tlsConfiguration();

    /** The facility, by its name in RFC 5424: {@code audit}, {@code local0}, …. */
    @WithDefault("audit")
    String facility();

    /** The severity. */
    @WithDefault("info")
    Severity severity();

    /** The APP-NAME; at most 48 printable characters of ASCII. */
    @WithDefault("sekisho")
    String appName();

    /** The SD-ID of the structured data. Its number is the one for examples (RFC 5612). */
    @WithDefault("sekisho@32473")
    String structuredData();
  }

  /** {@code ….otlp.*} */
  interface Otlp {

    /** How requests are compressed. */
    enum Compression {
      /** By gzip. */
      GZIP,
      /** Not at all. */
      NONE
    }

    /** The whole URL, such as {@code https://collector.example.com:4318/v1/logs}. */
    Optional<String> endpoint();

    /** Header fields to be sent, such as Authorization. Never logged. */
    Map<String, String> headers();

    /** How requests are compressed. */
    @WithDefault("gzip")
    Compression compression();

    /** The TLS registry's entry with the trust for the receiver. Default: the JVM's trust. */
    Optional<String> tlsConfiguration();
  }

  /** {@code ….kafka.*} */
  interface Kafka {

    /** The topic; it must be there, or be made by the brokers. */
    Optional<String> topic();

    /** Brokers, as {@code host:port,host:port}. */
    Optional<String> bootstrapServers();

    /** Any properties of Kafka's producer: security.protocol, sasl.jaas.config, …. Never logged. */
    Map<String, String> properties();
  }
}
