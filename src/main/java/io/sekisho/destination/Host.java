package io.sekisho.destination;

import inet.ipaddr.ipv6.IPv6Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Locale;

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
   * Reads the host part of an authority as it stands on the wire (RFC 3986 §3.2.2, ASCII only): a
   * name, a dotted quad, or an IPv6 address in brackets.
   *
   * @throws SyntaxException if it is none of them, a name that some resolver would read as a
   *     number, or one with a label that begins with {@code xn--} and is no A-label
   */
  static Host parse(String raw) {
    return raw.startsWith("[") ? bracketed(raw) : unbracketed(raw);
  }

  /**
   * Reads a host as people write it where no port follows: names also in their own letters, which
   * UTS 46 maps to A-labels, and IPv6 addresses also without brackets.
   *
   * @throws SyntaxException if it is no host
   */
  static Host parseWritten(String text) {
    if (text.length() > HostSyntax.MAX_WRITTEN) {
      throw new SyntaxException("the host is too long");
    }
    if (!HostSyntax.isAscii(text)) {
      return unbracketed(Idna.toAscii(text));
    }
    boolean bareIpv6 = text.indexOf(':') >= 0 && !text.startsWith("[");
    return parse(bareIpv6 ? "[" + text + "]" : text);
  }

  /**
   * Loads the tables of internationalized names, which takes some 100 ms: at start, so that no
   * event loop does it when the first such name comes.
   */
  static void prepare() {
    Idna.requireALabels("xn--bcher-kva.example");
  }

  /** Formats an address in its normal form (RFC 5952 for IPv6), without a zone. */
  static String format(InetAddress address) {
    return address instanceof Inet6Address inet6
        ? new IPv6Address(inet6.getAddress()).toCanonicalString()
        : address.getHostAddress();
  }

  private static Host unbracketed(String raw) {
    // Before lower-casing, which makes ASCII of some other letters (U+212A becomes k).
    if (!HostSyntax.isAscii(raw)) {
      throw new SyntaxException("the host is not ASCII");
    }
    String name = withoutTrailingDot(raw).toLowerCase(Locale.ROOT);
    if (name.isEmpty() || name.length() > HostSyntax.MAX_NAME) {
      throw new SyntaxException("the host is empty or longer than 253 characters");
    }
    // What looks like a number to inet_aton(3) (0177.1, 0x7f.1, 2130706433) would be an address to
    // some resolver and a name to us: only the strict dotted quad passes.
    if (HostSyntax.isLastLabelNumeric(name)) {
      return new Address(IpLiterals.address(name));
    }
    if (!HostSyntax.isName(name)) {
      throw new SyntaxException("the host is not a DNS name");
    }
    if (HostSyntax.hasALabel(name)) {
      Idna.requireALabels(name);
    }
    return new Name(name);
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
