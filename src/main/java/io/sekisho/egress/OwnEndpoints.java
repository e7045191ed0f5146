package io.sekisho.egress;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Set;
import java.util.stream.Collectors;

/** Our own addresses and ports: a tunnel to them is a loop (RFC 9110 §7.6). */
public final class OwnEndpoints {

  private final Set<InetAddress> addresses;
  private final Set<Integer> ports;

  /**
   * @param ports all ports that this process listens on
   */
  public OwnEndpoints(Set<InetAddress> addresses, Set<Integer> ports) {
    this.addresses = Set.copyOf(addresses);
    this.ports = Set.copyOf(ports);
  }

  /** The addresses of this machine's interfaces as of now. */
  public static Set<InetAddress> localAddresses() {
    try {
      return NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .collect(Collectors.toSet());
    } catch (SocketException e) {
      throw new IllegalStateException("the network interfaces cannot be listed", e);
    }
  }

  /** Whether a connection there would come back to us. */
  public boolean include(InetAddress address, int port) {
    return ports.contains(port)
        && (address.isLoopbackAddress()
            || address.isAnyLocalAddress()
            || addresses.contains(address));
  }
}
