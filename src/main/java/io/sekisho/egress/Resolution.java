package io.sekisho.egress;

import java.net.InetAddress;
import java.util.List;

/** What a name turned out to be. */
public sealed interface Resolution {

  /** Addresses, at least one. */
  record Resolved(List<InetAddress> addresses) implements Resolution {}

  /**
   * None.
   *
   * @param rcode the DNS response code's name, such as {@code NXDOMAIN}
   */
  record NotResolved(String rcode) implements Resolution {}

  /** No answer in time. */
  record TimedOut() implements Resolution {}

  /** Not asked for, as too many others are being asked for. */
  record TooMany() implements Resolution {}
}
