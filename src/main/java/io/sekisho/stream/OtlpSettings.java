package io.sekisho.stream;

import io.quarkus.tls.TlsConfigurationRegistry;
import io.sekisho.config.StreamConfig.Otlp;
import io.sekisho.config.TlsTrust;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** {@code ….otlp.*} as a sink. */
final class OtlpSettings {

  private static final String FIELD_NAME = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
  private static final String FIELD_VALUE = "[ -~]*";

  private OtlpSettings() {}

  static Sink.Opening opening(Keys keys, Otlp config, TlsConfigurationRegistry registry) {
    String endpoint =
        keys.parsed(
            "otlp.endpoint",
            keys.needed("otlp.endpoint", config.endpoint()),
            OtlpSettings::endpoint,
            "is not an http or https URL without user and fragment");
    String compression = config.compression().name().toLowerCase(Locale.ROOT);
    Map<String, String> headers = Map.copyOf(config.headers());
    headers.forEach(
        (name, value) -> {
          if (!name.matches(FIELD_NAME) || !value.matches(FIELD_VALUE)) {
            throw keys.invalid("otlp.headers", "is not a header field: " + Keys.shown(name));
          }
        });
    Optional<SSLContext> tls =
        endpoint.startsWith("https:")
            ? Optional.of(
                TlsTrust.of(
                    config.tlsConfiguration(), keys.name("otlp.tls-configuration"), registry))
            : Optional.empty();
    return () -> new OtlpSink(endpoint, compression, headers, tls);
  }

  private static String endpoint(String text) {
    URI uri = URI.create(text);
    if (!List.of("http", "https").contains(uri.getScheme())
        || uri.getHost() == null
        || uri.getRawUserInfo() != null
        || uri.getRawFragment() != null) {
      throw new IllegalArgumentException("not an endpoint");
    }
    return text;
  }
}
