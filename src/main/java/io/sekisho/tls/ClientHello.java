package io.sekisho.tls;

import java.util.List;
import java.util.Optional;

/**
 * What a client says of itself before anything is encrypted.
 *
 * @param sni the server name (RFC 6066 §3) in the normal form of hosts; under Encrypted Client
 *     Hello the outer one, as nobody else can read the inner
 * @param alpn the first of the protocols offered (RFC 7301), with {@code \xhh} for what is not
 *     printable
 * @param version the highest version offered: {@code 1.0} to {@code 1.3}, {@code ssl3} or {@code
 *     unknown}
 * @param ja4 the fingerprint of the client's TLS implementation
 * @param ech whether the extension of Encrypted Client Hello is there, be it only for show
 * @param earlyData whether data may follow before the server has answered (RFC 8446 §4.2.10)
 */
public record ClientHello(
    Optional<String> sni,
    List<String> alpn,
    String version,
    String ja4,
    boolean ech,
    boolean earlyData) {

  /** Copies the list. */
  public ClientHello {
    alpn = List.copyOf(alpn);
  }
}
