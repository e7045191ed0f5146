package io.sekisho.egress;

import io.sekisho.destination.AddressBlock;
import java.net.InetAddress;
import java.util.List;

/**
 * Tells addresses that a tunnel may lead to, if a policy allows it, from those it may not whatever
 * the policies say.
 */
public final class AddressGuard {

  private final List<AddressBlock> permitted;

  /**
   * @param permitted parts of special-purpose space that the operator opened to policies
   */
  public AddressGuard(List<AddressBlock> permitted) {
    this.permitted = List.copyOf(permitted);
  }

  /** Whether the address is in special-purpose space that the operator did not open. */
  public boolean prohibits(InetAddress address) {
    return contains(SpecialPurposeRanges.ALL, address) && !contains(permitted, address);
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
