package io.sekisho.destination;

import inet.ipaddr.IPAddress;
import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import java.net.InetAddress;

/** A CIDR block of IPv4 or IPv6 addresses. */
public final class AddressBlock {

  private static final IPAddress MAPPED = IpLiterals.block("::ffff:0:0/96");

  private final IPAddress block;

  private AddressBlock(IPAddress block) {
    this.block = block;
  }

  /**
   * Reads {@code 192.0.2.0/24} or a single address.
   *
   * @throws SyntaxException if it is neither, or if bits are set behind the prefix
   */
  public static AddressBlock parse(String text) {
    IPAddress parsed = IpLiterals.block(text);
    if (parsed.isPrefixed() && !parsed.isPrefixBlock()) {
      throw new SyntaxException("the address has bits set behind its prefix length");
    }
    if (parsed.isIPv6() && MAPPED.contains(parsed)) {
      // Addresses are compared as the IPv4 addresses they carry: such a block would match nothing.
      throw new SyntaxException("write IPv4-mapped addresses as IPv4");
    }
    return new AddressBlock(parsed.isPrefixed() ? parsed : parsed.toPrefixBlock());
  }

  /** Whether the address lies in this block; never across the two versions of IP. */
  public boolean contains(InetAddress address) {
    byte[] bytes = address.getAddress();
    return block.contains(bytes.length == 4 ? new IPv4Address(bytes) : new IPv6Address(bytes));
  }

  /** Whether all addresses of the other block lie in this one; never across the two versions. */
  public boolean contains(AddressBlock other) {
    return isIpv6() == other.isIpv6() && block.contains(other.block);
  }

  /** Whether an address lies in both. */
  public boolean overlaps(AddressBlock other) {
    return contains(other) || other.contains(this);
  }

  /** Whether it holds one address only. */
  public boolean isSingleAddress() {
    return prefixLength() == block.getBitCount();
  }

  /** The number of leading bits that all addresses of the block share. */
  public int prefixLength() {
    Integer length = block.getNetworkPrefixLength();
    return length == null ? block.getBitCount() : length;
  }

  /** Whether it is a block of IPv6 addresses. */
  boolean isIpv6() {
    return block.isIPv6();
  }

  /** The address whose bits behind the prefix are zero. */
  public InetAddress firstAddress() {
    return IpLiterals.address(block.getLower().getBytes());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AddressBlock that && block.equals(that.block);
  }

  @Override
  public int hashCode() {
    return block.hashCode();
  }

  @Override
  public String toString() {
    return block.toCanonicalString();
  }
}
