package io.sekisho.pac;

import io.sekisho.destination.Authority;
import io.sekisho.destination.SyntaxException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where browsers find the proxy.
 *
 * @param tls whether they speak TLS to it
 */
public record ProxyAddress(boolean tls, Authority authority) {

  private static final Pattern URL = Pattern.compile("http(s?)://([^/?#@]+)/?");

  /**
   * Reads {@code http://host:port} or {@code https://host:port}.
   *
   * @throws SyntaxException if it is neither
   */
  public static ProxyAddress parse(String text) {
    Matcher url = URL.matcher(text);
    if (!url.matches()) {
      throw new SyntaxException("not http://host:port or https://host:port");
    }
    return new ProxyAddress(!url.group(1).isEmpty(), Authority.parse(url.group(2)));
  }

  /** As the answer of a script names it. */
  @Override
  public String toString() {
    return (tls ? "HTTPS " : "PROXY ") + authority;
  }
}
