package io.sekisho.egress;

import io.sekisho.destination.AddressBlock;
import io.sekisho.destination.Authority;
import io.sekisho.destination.Host;
import io.sekisho.destination.SyntaxException;
import java.net.InetAddress;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * Where this proxy is reached although no interface of this machine has the address.
 *
 * @param block the addresses
 * @param port the one port there that leads here; if absent, every port that we listen on does
 */
public record OwnAddress(AddressBlock block, OptionalInt port) {

  private static final Pattern WITH_PORT = Pattern.compile("\\[.*]:.*|[^:]*:[^:]*");

  /**
   * Reads {@code 192.0.2.1}, {@code 192.0.2.0/28}, {@code 192.0.2.1:443} or {@code
   * [2001:db8::1]:443}.
   *
   * @throws SyntaxException if it is none of them
   */
  public static OwnAddress parse(String text) {
    if (!WITH_PORT.matcher(text).matches()) {
      return new OwnAddress(AddressBlock.parse(text), OptionalInt.empty());
    }
    Authority authority = Authority.parse(text);
    if (authority.host() instanceof Host.Address) {
      AddressBlock block = AddressBlock.parse(authority.host().text());
      return new OwnAddress(block, OptionalInt.of(authority.port()));
    }
    throw new SyntaxException("not an address, an address block or an address with a port");
  }

  boolean contains(InetAddress address) {
    return block.contains(address);
  }
}
