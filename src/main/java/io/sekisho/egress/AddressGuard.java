package io.sekisho.egress;

import io.sekisho.destination.AddressBlock;
import io.sekisho.destination.CarriedIpv4;
import java.net.InetAddress;
import java.util.List;

/**
 * Tells addresses that a tunnel may lead to, if a policy allows it, from those it may not whatever
 * the policies say.
 */
public final class AddressGuard {

  private final List<AddressBlock> permitted;
  private final CarriedIpv4 carriers;

  /**
   * @param permitted parts of special-purpose space that the operator opened to policies
   * @param carriers finds the IPv4 addresses inside IPv6 ones
   */
  public AddressGuard(List<AddressBlock> permitted, CarriedIpv4 carriers) {
    this.permitted = List.copyOf(permitted);
    this.carriers = carriers;
  }

  /**
   * Whether the address, or an IPv4 address that it carries, is in special-purpose space that the
   * operator did not open. To open a prefix of tunnels or translators opens none of what is carried
   * under it; the site's own NAT64 prefixes need no opening, wherever they are.
   */
  public boolean prohibits(InetAddress address) {
    if (isClosed(address) && !carriers.isTranslated(address)) {
      return true;
    }
    // RFC 6052 §3.1: no private address belongs under the well-known prefix, not even an opened
    // one.
    boolean globalOnly = carriers.isWellKnownNat64(address);
    for (InetAddress carried : carriers.in(address)) {
      if (globalOnly ? isSpecial(carried) : isClosed(carried)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether all addresses of the block are prohibited. False also where that takes more than one
   * range of special-purpose space to tell.
   */
  public boolean prohibits(AddressBlock block) {
    if (block.isSingleAddress()) {
      return prohibits(block.firstAddress());
    }
    return SpecialPurposeRanges.ALL.stream().anyMatch(range -> range.contains(block))
        && permitted.stream().noneMatch(block::overlaps)
        && !carriers.mayTranslate(block);
  }

  private boolean isClosed(InetAddress address) {
    return isSpecial(address) && !contains(permitted, address);
  }

  private static boolean isSpecial(InetAddress address) {
    return contains(SpecialPurposeRanges.ALL, address);
  }

  private static boolean contains(List<AddressBlock> blocks, InetAddress address) {
    for (AddressBlock block : blocks) {
      if (block.contains(address)) {
        return true;
      }
    }
    return false;
  }
}
