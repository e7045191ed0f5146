package io.sekisho.client;

import io.sekisho.destination.Host;
import io.sekisho.destination.SyntaxException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** Where secrets and tokens may be sent, and people to log in. */
enum UrlRule {
  /** {@code https} alone. */
  HTTPS,
  /** Also {@code http} on this machine. */
  HTTPS_OR_LOOPBACK,
  /** Also {@code http} to anywhere. */
  HTTP_TOO;

  /**
   * The rule for what an issuer names: one that is reached by {@code https} does not lead away from
   * it.
   */
  UrlRule following(URI issuer) {
    return isHttps(issuer) ? HTTPS : this;
  }

  /** The URL, if it is one, is absolute, names no user, and the rule lets it pass. */
  Optional<URI> read(String text) {
    try {
      URI uri = new URI(text);
      boolean complete = Plain.is(text) && uri.getHost() != null && uri.getRawUserInfo() == null;
      return complete && uri.getRawFragment() == null && allows(uri)
          ? Optional.of(uri)
          : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private boolean allows(URI uri) {
    boolean http = "http".equalsIgnoreCase(uri.getScheme());
    return isHttps(uri)
        || http && this == HTTP_TOO
        || http && this == HTTPS_OR_LOOPBACK && isLoopback(uri.getHost());
  }

  private static boolean isHttps(URI uri) {
    return "https".equalsIgnoreCase(uri.getScheme());
  }

  private static boolean isLoopback(String host) {
    try {
      // RFC 6761 §6.3: the name is this machine too.
      return Host.parse(host) instanceof Host.Address literal
          ? literal.address().isLoopbackAddress()
          : host.equalsIgnoreCase("localhost");
    } catch (SyntaxException e) {
      return false;
    }
  }
}
