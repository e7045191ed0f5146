package io.sekisho.egress;

import io.netty.resolver.dns.DnsServerAddressStream;
import io.netty.resolver.dns.DnsServerAddressStreamProviders;
import io.sekisho.config.SekishoConfig;
import io.sekisho.destination.Authority;
import io.sekisho.destination.Host;
import io.sekisho.destination.SyntaxException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The servers that names are asked of. */
final class DnsServers {

  private static final int DNS_PORT = 53;

  /** As many as resolv.conf(5) takes, and one: a look-up's time is divided among them. */
  private static final int MAX_SERVERS = 4;

  private DnsServers() {}

  /** The configured ones; otherwise those of the system, which Netty reads anew now and then. */
  static Supplier<List<InetSocketAddress>> of(SekishoConfig.Egress.Dns config) {
    return config
        .servers()
        .map(DnsServers::parse)
        .<Supplier<List<InetSocketAddress>>>map(servers -> () -> servers)
        .orElse(DnsServers::ofTheSystem);
  }

  static List<InetSocketAddress> parse(List<String> servers) {
    if (servers.size() > MAX_SERVERS) {
      throw new IllegalStateException(
          "sekisho.egress.dns.servers: more than " + MAX_SERVERS + " servers");
    }
    return servers.stream().map(DnsServers::parse).toList();
  }

  private static List<InetSocketAddress> ofTheSystem() {
    DnsServerAddressStream stream =
        DnsServerAddressStreamProviders.platformDefault().nameServerAddressStream("");
    return Stream.generate(stream::next)
        .limit(Math.min(stream.size(), MAX_SERVERS))
        .distinct()
        .toList();
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
