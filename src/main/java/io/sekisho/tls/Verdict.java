package io.sekisho.tls;

import io.sekisho.destination.Host;

/** Whether a ClientHello is one that its tunnel may carry. */
public sealed interface Verdict {

  /** It may go on. */
  record Passed() implements Verdict {}

  /**
   * It may not.
   *
   * @param why in words
   */
  record Violation(String why) implements Verdict {}

  /**
   * Judges a ClientHello.
   *
   * @param host where the tunnel leads, as the client asked
   */
  static Verdict of(TlsMode mode, Host host, ClientHello hello) {
    // The literal of an address cannot be a server name (RFC 6066 §3): there is nothing to match.
    if (mode != TlsMode.VERIFY || host instanceof Host.Address) {
      return new Passed();
    }
    if (hello.sni().isEmpty()) {
      return new Violation("the ClientHello names no server");
    }
    String sni = hello.sni().get();
    return sni.equals(host.text())
        ? new Passed()
        : new Violation("the ClientHello names another server: " + sni);
  }
}
