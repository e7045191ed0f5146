package io.sekisho.policy;

import io.sekisho.destination.Authority;
import io.sekisho.destination.CarriedIpv4;
import io.sekisho.destination.Host;
import io.sekisho.identity.Caller;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * May this caller go there now?
 *
 * @param address the address that would be dialled; empty while it is not known
 * @param carried the IPv4 addresses that it carries
 */
record Question(
    Caller caller,
    Authority authority,
    Optional<InetAddress> address,
    List<InetAddress> carried,
    Instant time) {

  /** Before the name is resolved; a host that is an address needs no resolution. */
  static Question byName(Caller caller, Authority authority, Instant time, CarriedIpv4 carriers) {
    return authority.host() instanceof Host.Address literal
        ? at(literal.address(), caller, authority, time, carriers)
        : new Question(caller, authority, Optional.empty(), List.of(), time);
  }

  /** About one address. */
  static Question at(
      InetAddress address, Caller caller, Authority authority, Instant time, CarriedIpv4 carriers) {
    return new Question(caller, authority, Optional.of(address), carriers.in(address), time);
  }
}
