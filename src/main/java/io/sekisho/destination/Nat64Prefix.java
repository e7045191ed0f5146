package io.sekisho.destination;

import java.net.InetAddress;
import java.util.Set;

/**
 * A prefix under which a translator carries IPv4 addresses in IPv6 ones (RFC 6052 §2.2).
 *
 * @param block the prefix
 */
record Nat64Prefix(AddressBlock block) {

  /** The lengths there are; one length puts the IPv4 address at one place. */
  static final Set<Integer> LENGTHS = Set.of(32, 40, 48, 56, 64, 96);

  /** Bits 64 to 71, the octet u, are zero in every address, and no part of the IPv4 address. */
  private static final int U_OCTET = 8;

  static Nat64Prefix parse(String text) {
    AddressBlock block = AddressBlock.parse(text);
    if (!block.isIpv6() || !LENGTHS.contains(block.prefixLength())) {
      throw new SyntaxException(
          "a NAT64 prefix is an IPv6 block with a length of 32, 40, 48, 56, 64 or 96");
    }
    if (block.firstAddress().getAddress()[U_OCTET] != 0) {
      throw new SyntaxException("bits 64 to 71 of a NAT64 prefix must be zero (RFC 6052)");
    }
    return new Nat64Prefix(block);
  }

  boolean contains(InetAddress address) {
    return block.contains(address);
  }

  /** Whether a translator would take the address for one that carries another. */
  boolean translates(InetAddress address) {
    return block.contains(address) && address.getAddress()[U_OCTET] == 0;
  }

  InetAddress carriedBy(byte[] ipv6) {
    return read(ipv6, block.prefixLength());
  }

  /** Reads the IPv4 address behind a prefix of the given length, whatever u and the suffix are. */
  static InetAddress read(byte[] ipv6, int prefixLength) {
    byte[] ipv4 = new byte[4];
    int at = prefixLength / Byte.SIZE;
    for (int i = 0; i < ipv4.length; i++, at++) {
      if (at == U_OCTET) {
        at++;
      }
      ipv4[i] = ipv6[at];
    }
    return IpLiterals.address(ipv4);
  }
}
