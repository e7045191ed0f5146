package io.sekisho.destination;

/**
 * A target as CONNECT names it: host and port, both required.
 *
 * @param host the host in normal form
 * @param port 1 to 65535
 */
public record Authority(Host host, int port) {

  /** Checks the bounds of the port. */
  public Authority {
    if (port < Ports.MIN || port > Ports.MAX) {
      throw new SyntaxException("the port is not between 1 and 65535");
    }
  }

  /**
   * Reads authority-form (RFC 9112 §3.2.3): {@code host ":" port}, no userinfo, no default port.
   *
   * @throws SyntaxException if the text is anything else
   */
  public static Authority parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 0) {
      throw new SyntaxException("the target is not host:port");
    }
    // "::1:443" without brackets would be cut at the wrong colon.
    if (text.charAt(0) != '[' && text.indexOf(':') != colon) {
      throw new SyntaxException("an IPv6 address must stand in brackets");
    }
    return new Authority(
        Host.parse(text.substring(0, colon)), Ports.parse(text.substring(colon + 1)));
  }

  /** The authority as it would be written in a request, IPv6 in brackets. */
  @Override
  public String toString() {
    String text = host.text();
    return (text.indexOf(':') < 0 ? text : "[" + text + "]") + ":" + port;
  }
}
