package io.sekisho.watch;

import io.sekisho.config.WatchConfig;
import io.sekisho.destination.AddressBlock;
import io.sekisho.destination.SyntaxException;
import io.sekisho.policy.Target;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The attempts that a rule does not look at. */
final class Exemptions {

  private final Set<String> users;
  private final List<Target> hosts;
  private final List<AddressBlock> clients;

  /**
   * Reads those of one rule.
   *
   * @param prefix of its keys
   * @throws IllegalArgumentException naming the key that is wrong
   */
  Exemptions(String prefix, WatchConfig.Rule config) {
    this.users = Set.copyOf(config.exemptUsers().orElse(List.of()));
    this.hosts =
        read(
            config.exemptHosts(),
            Target::host,
            prefix + ".exempt-hosts must be host names, addresses, or *. and a domain");
    this.clients =
        read(
            config.exemptClients(),
            AddressBlock::parse,
            prefix + ".exempt-clients must be addresses, or blocks such as 192.0.2.0/24");
  }

  private static <T> List<T> read(
      Optional<List<String>> texts, Function<String, T> parser, String message) {
    try {
      return texts.orElse(List.of()).stream().map(parser).toList();
    } catch (SyntaxException | IllegalArgumentException e) {
      throw new IllegalArgumentException(message, e);
    }
  }

  /** Whether an attempt is among them. */
  boolean cover(Attempted attempt) {
    return !users.isEmpty() && attempt.user().map(users::contains).orElse(false)
        || !hosts.isEmpty() && attempt.host().map(this::isExempt).orElse(false)
        || !clients.isEmpty() && attempt.client().map(this::isExempt).orElse(false);
  }

  private boolean isExempt(InetAddress client) {
    return clients.stream().anyMatch(block -> block.contains(client));
  }

  private boolean isExempt(String host) {
    return hosts.stream().anyMatch(target -> covers(target, host));
  }

  private static boolean covers(Target target, String host) {
    return target instanceof Target.Subdomains below
        ? host.endsWith("." + below.domain())
        : target.toString().equals(host);
  }
}
