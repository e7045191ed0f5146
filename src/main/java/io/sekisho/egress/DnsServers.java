package io.sekisho.egress;

import io.sekisho.destination.Authority;
import io.sekisho.destination.Host;
import io.sekisho.destination.SyntaxException;
import java.net.InetSocketAddress;
import java.util.List;

/** Reads {@code sekisho.egress.dns.servers}. */
final class DnsServers {

  private static final int DNS_PORT = 53;

  private DnsServers() {}

  static List<InetSocketAddress> parse(List<String> servers) {
    return servers.stream().map(DnsServers::parse).toList();
  }

  /** An address alone, or with a port; IPv6 with a port in brackets. */
  private static InetSocketAddress parse(String server) {
    boolean bareIpv6 = server.chars().filter(c -> c == ':').count() > 1 && !server.startsWith("[");
    String bracketed = bareIpv6 ? "[" + server + "]" : server;
    boolean withPort = bracketed.lastIndexOf(':') > bracketed.lastIndexOf(']');
    try {
      Authority authority = Authority.parse(withPort ? bracketed : bracketed + ":" + DNS_PORT);
      if (authority.host() instanceof Host.Address literal) {
        return new InetSocketAddress(literal.address(), authority.port());
      }
      throw new SyntaxException("a name server is given by its address");
    } catch (SyntaxException e) {
      throw new IllegalStateException(
          "sekisho.egress.dns.servers: " + server + ": " + e.getMessage(), e);
    }
  }
}
