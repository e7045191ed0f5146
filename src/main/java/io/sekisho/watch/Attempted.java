package io.sekisho.watch;

import io.sekisho.destination.Host;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;

/**
 * What the log tells of an attempt, as far as rules look at it.
 *
 * @param tunnel its id
 * @param began when
 * @param user who, if a good pass was shown
 * @param pass what is recorded of that pass
 * @param client from where
 * @param host where to, empty if the head was not read
 * @param port likewise
 */
public record Attempted(
    UUID tunnel,
    Instant began,
    Optional<String> user,
    Optional<String> pass,
    Optional<InetAddress> client,
    Optional<String> host,
    Optional<Integer> port) {

  private static final int IPV6_PREFIX_BYTES = 8;

  /** Where it comes from: an address, or of IPv6 the /64, all of which one machine may have. */
  Optional<String> source() {
    return client.map(Attempted::source);
  }

  private static String source(InetAddress address) {
    if (!(address instanceof Inet6Address)) {
      return Host.format(address);
    }
    byte[] bytes = address.getAddress();
    Arrays.fill(bytes, IPV6_PREFIX_BYTES, bytes.length, (byte) 0);
    try {
      return Host.format(InetAddress.getByAddress(bytes)) + "/64";
    } catch (UnknownHostException e) {
      throw new IllegalStateException("sixteen bytes are an address", e);
    }
  }
}
