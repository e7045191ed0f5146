package io.sekisho.tls;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What a tunnel's first bytes must be. */
public enum TlsMode {
  /** A ClientHello whose server name is the host that was asked for. */
  VERIFY,
  /** A ClientHello. */
  REQUIRE,
  /** Anything; they are not looked at. */
  OFF;

  /** HTTPS, and mail under TLS from the first byte (RFC 8314 §3). */
  private static final Set<Integer> TLS_PORTS = Set.of(443, 465, 993, 995, 8443);

  private final String label = name().toLowerCase(Locale.ROOT);

  /** The mode as it stands in policies. */
  public String label() {
    return label;
  }

  /** The mode of that label, if there is one. */
  public static Optional<TlsMode> labelled(String label) {
    return Arrays.stream(values()).filter(mode -> mode.label.equals(label)).findFirst();
  }

  /** All labels, the strictest first. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(TlsMode::label).toList();
  }

  /** The mode where a policy names none. */
  public static TlsMode defaultFor(int port) {
    return TLS_PORTS.contains(port) ? VERIFY : OFF;
  }
}
