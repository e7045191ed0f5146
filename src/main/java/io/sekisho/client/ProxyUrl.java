package io.sekisho.client;

import io.sekisho.destination.Authority;
import io.sekisho.destination.SyntaxException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The proxy as clients are told of it.
 *
 * @param scheme {@code http} or {@code https}
 */
record ProxyUrl(String scheme, Authority authority) {

  /** The user name that says: the password is the pass, look there for who I am. */
  private static final String USER = "oauth2";

  private static final Pattern URL = Pattern.compile("(https?)://([^/?#@]+)/?");

  /**
   * Reads {@code http://host:port} or {@code https://host:port}.
   *
   * @throws UsageError if it is neither; clients differ in the port they would take without one
   */
  static ProxyUrl parse(String text) {
    Matcher url = URL.matcher(text);
    try {
      if (url.matches()) {
        return new ProxyUrl(url.group(1), Authority.parse(url.group(2)));
      }
    } catch (SyntaxException e) {
      throw new UsageError("--proxy: " + e.getMessage());
    }
    throw new UsageError("--proxy must be http://host:port or https://host:port");
  }

  /** With the token as the password, every character of it that is not safe there as {@code %}. */
  String with(AccessToken token) {
    StringBuilder password = new StringBuilder();
    for (char c : token.value().toCharArray()) {
      // RFC 3986 §2.3; a + left as it is would be a blank to some.
      if (Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0) {
        password.append(c);
      } else {
        password.append(String.format("%%%02X", (int) c));
      }
    }
    return scheme + "://" + USER + ":" + password + "@" + authority;
  }

  @Override
  public String toString() {
    return scheme + "://" + authority;
  }
}
