package io.sekisho.egress;

import io.sekisho.destination.CarriedIpv4;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.Supplier;

/** Our own addresses and ports: a tunnel to them is a loop (RFC 9110 §7.6). */
public final class OwnEndpoints {

  private final Supplier<Set<InetAddress>> interfaces;
  private final List<OwnAddress> elsewhere;
  private final IntPredicate ports;
  private final CarriedIpv4 carriers;

  /**
   * @param interfaces the addresses of this machine as of now; must not block
   * @param elsewhere addresses of others that lead here
   * @param ports whether this process listens on a port
   * @param carriers finds the IPv4 addresses inside IPv6 ones
   */
  public OwnEndpoints(
      Supplier<Set<InetAddress>> interfaces,
      List<OwnAddress> elsewhere,
      IntPredicate ports,
      CarriedIpv4 carriers) {
    this.interfaces = interfaces;
    this.elsewhere = List.copyOf(elsewhere);
    this.ports = ports;
    this.carriers = carriers;
  }

  /** Whether a connection there, or to an IPv4 address carried there, would come back to us. */
  public boolean include(InetAddress address, int port) {
    return leadsHere(address, port)
        || carriers.in(address).stream().anyMatch(carried -> leadsHere(carried, port));
  }

  private boolean leadsHere(InetAddress address, int port) {
    return isOurs(address) && ports.test(port)
        || elsewhere.stream()
            .anyMatch(
                own ->
                    own.contains(address)
                        && (own.port().isPresent()
                            ? own.port().getAsInt() == port
                            : ports.test(port)));
  }

  private boolean isOurs(InetAddress address) {
    return address.isLoopbackAddress()
        || address.isAnyLocalAddress()
        || interfaces.get().contains(address);
  }
}
