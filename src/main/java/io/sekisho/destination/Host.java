package io.sekisho.destination;

import inet.ipaddr.ipv6.IPv6Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A host in the one form in which it is compared, recorded and resolved: a lower-case DNS name
 * without a trailing dot, or an IP address.
 */
public sealed interface Host {

  /** The normal form: {@code api.example.com}, {@code 192.0.2.1} or {@code 2001:db8::1}. */
  String text();

  /** A DNS name of letters, digits, hyphens and underscores; at most 253 characters. */
  record Name(String text) implements Host {
    @Override
    public String toString() {
      return text;
    }
  }

  /** An IP address. IPv4-mapped IPv6 addresses are held as the IPv4 address they carry. */
  record Address(InetAddress address) implements Host {
    @Override
    public String text() {
      return format(address);
    }

    @Override
    public String toString() {
      return text();
    }
  }

  /**
   * Reads the host part of an authority (RFC 3986 §3.2.2): a name, a dotted quad, or an IPv6
   * address in brackets.
   *
   * @throws SyntaxException if it is none of them, or a name that some resolver would read as a
   *     number
   */
  static Host parse(String raw) {
    if (raw.startsWith("[")) {
      return bracketed(raw);
    }
    String name = withoutTrailingDot(raw).toLowerCase(Locale.ROOT);
    if (name.isEmpty() || name.length() > HostSyntax.MAX_NAME) {
      throw new SyntaxException("the host is empty or longer than 253 characters");
    }
    // What looks like a number to inet_aton(3) (0177.1, 0x7f.1, 2130706433) would be an address to
    // some
    // resolver and a name to us: only the strict dotted quad passes.
    if (HostSyntax.NUMERIC_LAST_LABEL.matcher(name).find()) {
      return new Address(IpLiterals.address(name));
    }
    if (!HostSyntax.NAME.matcher(name).matches()) {
      throw new SyntaxException("the host is not a DNS name");
    }
    return new Name(name);
  }

  /** Formats an address in its normal form (RFC 5952 for IPv6), without a zone. */
  static String format(InetAddress address) {
    return address instanceof Inet6Address inet6
        ? new IPv6Address(inet6.getAddress()).toCanonicalString()
        : address.getHostAddress();
  }

  private static Host bracketed(String raw) {
    String inside = raw.endsWith("]") ? raw.substring(1, raw.length() - 1) : "";
    if (inside.indexOf(':') < 0) {
      throw new SyntaxException("brackets enclose an IPv6 address only");
    }
    return new Address(IpLiterals.address(inside));
  }

  private static String withoutTrailingDot(String raw) {
    return raw.endsWith(".") ? raw.substring(0, raw.length() - 1) : raw;
  }
}

/** The grammar of names, apart so that it is compiled once and not part of the interface. */
final class HostSyntax {

  static final int MAX_NAME = 253;
  static final Pattern NAME = Pattern.compile("(?:" + label() + "\\.)*" + label());
  static final Pattern NUMERIC_LAST_LABEL = Pattern.compile("(?:^|\\.)(?:[0-9]+|0x[0-9a-f]*)$");

  private HostSyntax() {}

  private static String label() {
    return "[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?";
  }
}
