package io.sekisho.egress;

import io.sekisho.destination.AddressBlock;
import java.util.List;
import java.util.stream.Stream;

/**
 * Address space that is not the public internet: the IANA IPv4 and IPv6 Special-Purpose Address
 * Registries (RFC 6890 and its updates), multicast (RFC 5771), what is deprecated, and all IPv6
 * outside of global unicast (2000::/3), which nobody has been given for public use.
 *
 * <p>Not among them are {@code ::ffff:0:0/96}, which is IPv4 to every part of this program, and
 * {@code 64:ff9b::/96}, which is globally reachable: both are judged by the IPv4 address they
 * carry.
 */
public final class SpecialPurposeRanges {

  /** All of it. */
  public static final List<AddressBlock> ALL =
      Stream.of(
              "0.0.0.0/8", // this network, RFC 791 §3.2
              "10.0.0.0/8", // private use, RFC 1918
              "100.64.0.0/10", // shared address space, RFC 6598
              "127.0.0.0/8", // loopback, RFC 1122 §3.2.1.3
              "169.254.0.0/16", // link local, RFC 3927; cloud metadata services
              "172.16.0.0/12", // private use, RFC 1918
              "192.0.0.0/24", // IETF protocol assignments, RFC 6890 §2.1
              "192.0.2.0/24", // documentation, RFC 5737
              "192.31.196.0/24", // AS112-v4, RFC 7535
              "192.52.193.0/24", // AMT, RFC 7450
              "192.88.99.0/24", // deprecated 6to4 relay anycast, RFC 7526
              "192.168.0.0/16", // private use, RFC 1918
              "192.175.48.0/24", // direct delegation AS112 service, RFC 7534
              "198.18.0.0/15", // benchmarking, RFC 2544
              "198.51.100.0/24", // documentation, RFC 5737
              "203.0.113.0/24", // documentation, RFC 5737
              "224.0.0.0/4", // multicast, RFC 5771
              "240.0.0.0/4", // reserved and limited broadcast, RFC 1112 §4
              "168.63.129.16/32", // Azure's platform, which answers its own machines alone
              "::/3", // not global unicast, RFC 4291 §2.4: loopback, mapped, NAT64, discard, …
              "2001::/23", // IETF protocol assignments, Teredo among them, RFC 2928
              "2001:db8::/32", // documentation, RFC 3849
              "2002::/16", // 6to4, RFC 3056
              "2620:4f:8000::/48", // direct delegation AS112 service, RFC 7534
              "3fff::/20", // documentation, RFC 9637
              "4000::/2", // not global unicast, RFC 4291 §2.4: segment routing SIDs, unassigned
              "8000::/1") // not global unicast, RFC 4291 §2.4: unique local, link local, multicast
          .map(AddressBlock::parse)
          .toList();

  private SpecialPurposeRanges() {}
}
