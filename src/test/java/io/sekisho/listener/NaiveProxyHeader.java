package io.sekisho.listener;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A second, simple reading of the PROXY protocol.
 *
 * @param source whom the header names; empty if nobody
 * @param length of the header in octets
 */
record NaiveProxyHeader(Optional<InetSocketAddress> source, int length) {

  private static final String OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
  private static final String IPV4 = OCTET + "(?:\\." + OCTET + "){3}";

  // A sign or zeros before a port, blanks at the end, 108 octets for 105, and zeros or a zone in
  // the
  // destination are what Netty's decoder takes beyond the specification; none of it changes whom a
  // header names.
  private static final Pattern NAMED =
      Pattern.compile(
          "PROXY (?:TCP4 (?<four>"
              + IPV4
              + ") [0-9.]+|TCP6 (?<six>[0-9A-Fa-f:.]+) \\[?[0-9A-Fa-f:.]+(?:%[^ ]*)?]?)"
              + " \\+?(?<port>0*[0-9]{1,5}) \\+?[0-9]+ *");

  /** Empty if no header, or not all of one, stands in front. */
  static Optional<NaiveProxyHeader> read(byte[] octets) {
    byte[] signature = HexFormat.of().parseHex("0d0a0d0a000d0a515549540a");
    boolean binary = octets.length >= 16 && Arrays.equals(Arrays.copyOf(octets, 12), signature);
    return binary ? version2(octets) : version1(new String(octets, StandardCharsets.ISO_8859_1));
  }

  private static Optional<NaiveProxyHeader> version1(String text) {
    int end = text.indexOf("\r\n");
    if (end < 0 || end > 108) {
      return Optional.empty();
    }
    String line = text.substring(0, end);
    Matcher named = NAMED.matcher(line);
    if (!named.matches()) {
      boolean unnamed = line.startsWith("PROXY UNKNOWN ") || line.equals("PROXY UNKNOWN");
      return unnamed
          ? Optional.of(new NaiveProxyHeader(Optional.empty(), end + 2))
          : Optional.empty();
    }
    String address = named.group("four") == null ? named.group("six") : named.group("four");
    int port = Integer.parseInt(named.group("port"));
    if (port > 65_535) {
      return Optional.empty();
    }
    return literal(address)
        .map(
            source ->
                new NaiveProxyHeader(Optional.of(new InetSocketAddress(source, port)), end + 2));
  }

  private static Optional<NaiveProxyHeader> version2(byte[] octets) {
    ByteBuffer header = ByteBuffer.wrap(octets).position(12);
    int command = header.get();
    int family = header.get();
    int length = header.getShort() & 0xffff;
    if (command != 0x20 && command != 0x21 || length > header.remaining()) {
      return Optional.empty();
    }
    Optional<InetSocketAddress> source = Optional.empty();
    if (command == 0x21 && family != 0 && family != 0x31 && family != 0x32) {
      boolean ipv4 = family == 0x11 || family == 0x12;
      if (!ipv4 && family != 0x21 && family != 0x22 || length < (ipv4 ? 12 : 36)) {
        return Optional.empty();
      }
      byte[] address = new byte[ipv4 ? 4 : 16];
      int port = header.getShort(16 + 2 * address.length) & 0xffff;
      header.get(address);
      source = Optional.of(new InetSocketAddress(of(address), port));
    }
    return Optional.of(new NaiveProxyHeader(source, 16 + length));
  }

  /** Of an address without letters beyond hexadecimal digits, so that no name is asked for. */
  private static Optional<InetAddress> literal(String text) {
    try {
      return Optional.of(InetAddress.getByName(text.indexOf(':') < 0 ? text : "[" + text + "]"));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  private static InetAddress of(byte[] octets) {
    try {
      return InetAddress.getByAddress(octets);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }
}
