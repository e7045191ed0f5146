package io.sekisho.support;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * A way to carry an IPv4 address in an IPv6 one, drawn as the RFCs draw it.
 *
 * @param pattern 32 hexadecimal digits, where {@code v} is one of the IPv4 address, {@code x} one
 *     of its complement, and {@code u} one of the octet that RFC 6052 leaves out
 */
public record Embedding(String name, String pattern) {

  /** A site's NAT64 prefixes, those of {@link #SITE}. */
  public static final List<String> SITE_PREFIXES =
      List.of(
          "2600:32::/32",
          "2600:40:ab00::/40",
          "2600:48:abcd::/48",
          "2600:56:abcd:ef00::/56",
          "2600:64:abcd:ef01::/64",
          "2600:96:abcd:ef01::/96",
          "fd64::/96");

  /** The same everywhere. */
  public static final List<Embedding> WELL_KNOWN =
      List.of(
          new Embedding("mapped", "00000000000000000000ffffvvvvvvvv"),
          new Embedding("translated", "0000000000000000ffff0000vvvvvvvv"),
          new Embedding("compatible", "000000000000000000000000vvvvvvvv"),
          new Embedding("NAT64", "0064ff9b0000000000000000vvvvvvvv"),
          new Embedding("local NAT64 /48", "0064ff9b0001vvvvuuvvvv1111111111"),
          new Embedding("local NAT64 /56", "0064ff9b000108vvuuvvvvvv11111111"),
          new Embedding("local NAT64 /64", "0064ff9b00010808uuvvvvvvvv111111"),
          new Embedding("local NAT64 /96", "0064ff9b0001080800080808vvvvvvvv"),
          new Embedding("6to4", "2002vvvvvvvv11111111111111111111"),
          new Embedding("Teredo server", "20010000vvvvvvvv11111111f7f7f7f7"),
          new Embedding("Teredo client", "200100000808080811111111xxxxxxxx"),
          new Embedding("ISATAP, private", "260011111111111100005efevvvvvvvv"),
          new Embedding("ISATAP, global", "260011111111111102005efevvvvvvvv"),
          new Embedding("ISATAP, link-local", "fe8000000000000000005efevvvvvvvv"));

  /** Under the site's own prefixes. */
  public static final List<Embedding> SITE =
      List.of(
          new Embedding("site's /32", "26000032vvvvvvvvuu00000000000000"),
          new Embedding("site's /40", "26000040abvvvvvvuuvv000000000000"),
          new Embedding("site's /48", "26000048abcdvvvvuuvvvv0000000000"),
          new Embedding("site's /56", "26000056abcdefvvuuvvvvvv00000000"),
          new Embedding("site's /64", "26000064abcdef01uuvvvvvvvv000000"),
          new Embedding("site's /96", "26000096abcdef01uu000000vvvvvvvv"),
          new Embedding("site's unique local /96", "fd64000000000000uu000000vvvvvvvv"));

  public static Stream<Embedding> all() {
    return Stream.concat(WELL_KNOWN.stream(), SITE.stream());
  }

  /** The IPv6 address that carries the IPv4 one, never made IPv4 by the JDK. */
  public InetAddress of(InetAddress ipv4) {
    String digits = HexFormat.of().formatHex(ipv4.getAddress());
    StringBuilder address = new StringBuilder();
    int next = 0;
    for (char c : pattern.toCharArray()) {
      switch (c) {
        case 'u' -> address.append('0');
        case 'v' -> address.append(digits.charAt(next++));
        case 'x' ->
            address.append(Integer.toHexString(0xf ^ Character.digit(digits.charAt(next++), 16)));
        default -> address.append(c);
      }
    }
    try {
      return Inet6Address.getByAddress(null, HexFormat.of().parseHex(address), -1);
    } catch (UnknownHostException e) {
      throw new AssertionError(name + ": " + address, e);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
