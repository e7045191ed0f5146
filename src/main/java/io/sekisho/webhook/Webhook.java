package io.sekisho.webhook;

import io.quarkus.tls.TlsConfigurationRegistry;
import io.sekisho.config.TlsTrust;
import io.sekisho.config.WatchConfig;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * Where alerts are sent to, as configured.
 *
 * @param authorization what is shown there
 * @param secret what requests are signed with
 * @param timeout of one request
 */
record Webhook(
    URI url,
    Optional<String> authorization,
    Optional<byte[]> secret,
    Duration timeout,
    SSLContext trust) {

  private static final String SECRET_PREFIX = "whsec_";
  private static final int MIN_SECRET = 24;
  private static final int MAX_SECRET = 64;

  /**
   * Checks the keys.
   *
   * @throws IllegalArgumentException naming the one that is wrong; never with its value, if that is
   *     a secret
   */
  static Optional<Webhook> of(WatchConfig.Webhook config, TlsConfigurationRegistry registry) {
    if (config.timeout().compareTo(Duration.ofMillis(100)) < 0
        || config.timeout().compareTo(Duration.ofMinutes(1)) > 0) {
      throw wrong("timeout", "must be between 100 ms and a minute");
    }
    if (config.giveUpAfter().compareTo(Duration.ofMinutes(1)) < 0
        || config.giveUpAfter().compareTo(Duration.ofDays(30)) > 0) {
      throw wrong("give-up-after", "must be between a minute and 30 days");
    }
    return config
        .url()
        .map(
            url ->
                new Webhook(
                    uri(url),
                    config.authorization().map(Webhook::header),
                    config.secret().map(Webhook::key),
                    config.timeout(),
                    TlsTrust.of(
                        config.tlsConfiguration(),
                        "sekisho.watch.webhook.tls-configuration",
                        registry)));
  }

  /** Nothing of it is to be printed but where it is. */
  @Override
  public String toString() {
    return "Webhook[" + url.getScheme() + "://" + url.getRawAuthority() + "]";
  }

  private static URI uri(String text) {
    try {
      URI uri = new URI(text);
      boolean http = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
      if (http
          && uri.getHost() != null
          && uri.getRawUserInfo() == null
          && uri.getRawFragment() == null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // Told below.
    }
    throw wrong("url", "must be an https URL without user and fragment");
  }

  private static String header(String text) {
    if (text.isBlank() || !text.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
      throw wrong("authorization", "must be a scheme and credentials, in ASCII");
    }
    return text;
  }

  /** As Standard Webhooks has it. */
  private static byte[] key(String text) {
    try {
      if (text.startsWith(SECRET_PREFIX)) {
        byte[] key = Base64.getDecoder().decode(text.substring(SECRET_PREFIX.length()));
        if (key.length >= MIN_SECRET && key.length <= MAX_SECRET) {
          return key;
        }
      }
    } catch (IllegalArgumentException e) {
      // Told below.
    }
    throw wrong("secret", "must be whsec_ and the Base64 of 24 to 64 bytes");
  }

  private static IllegalArgumentException wrong(String key, String what) {
    return new IllegalArgumentException("sekisho.watch.webhook." + key + " " + what);
  }
}
