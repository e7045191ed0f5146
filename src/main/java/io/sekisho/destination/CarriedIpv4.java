package io.sekisho.destination;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds the IPv4 addresses that an IPv6 address carries. On its way a packet to such an address may
 * be translated, or taken out of its tunnel, and come out at the IPv4 address: whoever judges the
 * IPv6 address has to judge those too. What is carried is IPv4, so nothing is carried inside it.
 */
public final class CarriedIpv4 {

  /** The forms that are the same everywhere, without a site's own NAT64 prefixes. */
  public static final CarriedIpv4 WELL_KNOWN = new CarriedIpv4(List.of());

  private static final AddressBlock NAT64 = AddressBlock.parse("64:ff9b::/96");
  private static final AddressBlock LOCAL_NAT64 = AddressBlock.parse("64:ff9b:1::/48");

  /** Any length that lies inside {@code 64:ff9b:1::/48} may be in use there (RFC 8215 §5). */
  private static final List<Integer> LOCAL_NAT64_LENGTHS = List.of(48, 56, 64, 96);

  private final List<Nat64Prefix> site;

  private CarriedIpv4(List<Nat64Prefix> site) {
    this.site = site;
  }

  /**
   * With a site's NAT64 prefixes.
   *
   * @param prefixes IPv6 blocks with a length of 32, 40, 48, 56, 64 or 96 (RFC 6052 §2.2)
   * @throws SyntaxException if one is none
   */
  public static CarriedIpv4 withNat64(List<String> prefixes) {
    return new CarriedIpv4(prefixes.stream().map(Nat64Prefix::parse).toList());
  }

  /** All IPv4 addresses that the address carries by any reading; none for an IPv4 address. */
  public List<InetAddress> in(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (bytes.length == 4) {
      return List.of();
    }
    List<InetAddress> carried = new ArrayList<>(2);
    underZeros(bytes, carried);
    byTranslators(address, bytes, carried);
    byTunnels(bytes, carried);
    return carried;
  }

  /**
   * Whether the address is one that this site's NAT64, or the well-known prefix, gives to an IPv4
   * address: it is as reachable as that one.
   */
  public boolean isTranslated(InetAddress address) {
    return isWellKnownNat64(address) || site.stream().anyMatch(p -> p.translates(address));
  }

  /** Whether {@link #isTranslated} may be true of an address of the block. */
  public boolean mayTranslate(AddressBlock block) {
    return NAT64.overlaps(block) || site.stream().anyMatch(p -> p.block().overlaps(block));
  }

  /** Whether it is under the prefix that must carry global IPv4 addresses only (RFC 6052 §3.1). */
  public boolean isWellKnownNat64(InetAddress address) {
    return NAT64.contains(address);
  }

  private static void underZeros(byte[] bytes, List<InetAddress> carried) {
    if (!isZero(bytes, 0, 8)) {
      return;
    }
    int bits64To95 = number(bytes, 8);
    boolean special = bits64To95 == 0 && (number(bytes, 12) & ~1) == 0; // :: and ::1
    if (bits64To95 == 0x0000_ffff // mapped, ::ffff:0:0/96, RFC 4291 §2.5.5.2
        || bits64To95 == 0xffff_0000 // translated, ::ffff:0:0:0/96, RFC 2765 §2.1
        || bits64To95 == 0 && !special) { // compatible, ::/96, RFC 4291 §2.5.5.1
      carried.add(at(bytes, 12));
    }
  }

  private void byTranslators(InetAddress address, byte[] bytes, List<InetAddress> carried) {
    if (isWellKnownNat64(address)) { // RFC 6052 §2.1
      carried.add(at(bytes, 12));
    }
    boolean known = false;
    for (Nat64Prefix prefix : site) {
      if (prefix.contains(address)) {
        known = true;
        carried.add(prefix.carriedBy(bytes));
      }
    }
    if (!known && LOCAL_NAT64.contains(address)) {
      for (int length : LOCAL_NAT64_LENGTHS) {
        carried.add(Nat64Prefix.read(bytes, length));
      }
    }
  }

  private static void byTunnels(byte[] bytes, List<InetAddress> carried) {
    int first = number(bytes, 0);
    if (first >>> 16 == 0x2002) { // 6to4, RFC 3056 §2
      carried.add(at(bytes, 2));
    }
    if (first == 0x2001_0000) { // Teredo, RFC 4380 §4: the server, and the client with bits flipped
      carried.add(at(bytes, 4));
      byte[] flipped = bytes.clone();
      for (int i = 12; i < flipped.length; i++) {
        flipped[i] ^= (byte) 0xff;
      }
      carried.add(at(flipped, 12));
    }
    // ISATAP under any prefix, RFC 5214 §6.1: 00-00-5E-FE, of which u and g (RFC 4291 App. A) vary.
    if ((number(bytes, 8) & ~0x0300_0000) == 0x0000_5efe) {
      carried.add(at(bytes, 12));
    }
  }

  private static InetAddress at(byte[] bytes, int offset) {
    return IpLiterals.address(Arrays.copyOfRange(bytes, offset, offset + 4));
  }

  private static boolean isZero(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return true;
  }

  private static int number(byte[] bytes, int offset) {
    return (bytes[offset] & 0xff) << 24
        | (bytes[offset + 1] & 0xff) << 16
        | (bytes[offset + 2] & 0xff) << 8
        | bytes[offset + 3] & 0xff;
  }
}
