package io.sekisho.passage;

import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * How a request came to us.
 *
 * @param client where from: the other end of the connection, or whom a trusted load balancer names
 * @param listener which port
 * @param protocol which version of HTTP
 * @param certificate the SHA-256 of the client's TLS certificate in base64url without padding (RFC
 *     8705 §3.1), if it showed one
 */
public record Arrival(
    InetSocketAddress client, Listener listener, Protocol protocol, Optional<String> certificate) {

  /** Over plain TCP, as HTTP/1.1. */
  public static Arrival plain(InetSocketAddress client) {
    return new Arrival(client, Listener.PLAIN, Protocol.HTTP_1_1, Optional.empty());
  }

  /** The ports that clients come to. */
  public enum Listener {
    PLAIN("plain"),
    TLS("tls");

    private final String label;

    Listener(String label) {
      this.label = label;
    }

    /** As it stands in records. */
    public String label() {
      return label;
    }
  }

  /** The versions of HTTP that are spoken. */
  public enum Protocol {
    HTTP_1_1("http/1.1"),
    HTTP_2("h2");

    private final String label;

    Protocol(String label) {
      this.label = label;
    }

    /** The ALPN identifier (RFC 7301 §6), as it stands in records. */
    public String label() {
      return label;
    }
  }
}
