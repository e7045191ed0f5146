package io.sekisho.store;

import io.sekisho.destination.AddressBlock;
import io.sekisho.policy.Target;
import io.sekisho.tunnel.CloseReason;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * What is looked for in the audit log; newest first. All that is given must be so.
 *
 * @param user the exact user name
 * @param group one of the caller's groups
 * @param host the host, or all below a domain
 * @param port the port
 * @param address the target's address, or a block of them
 * @param policy the deciding policy
 * @param decision {@code allow}, {@code deny} or {@code error}
 * @param error the error type of Proxy-Status
 * @param sni the server name inside the tunnel
 * @param client the client's address, or a block of them
 * @param from attempts at this time or later
 * @param to attempts before this time
 * @param minBytes ended tunnels that carried at least so many bytes, both directions together
 * @param open whether the tunnel is open, as far as the log knows
 * @param closeReason why it ended
 * @param node the replica that served it
 * @param pass what is recorded of the pass
 * @param after the last entry of the page before
 * @param limit the length of a page
 */
public record TunnelQuery(
    Optional<String> user,
    Optional<String> group,
    Optional<Target> host,
    Optional<Integer> port,
    Optional<AddressBlock> address,
    Optional<String> policy,
    Optional<String> decision,
    Optional<String> error,
    Optional<String> sni,
    Optional<AddressBlock> client,
    Optional<Instant> from,
    Optional<Instant> to,
    Optional<Long> minBytes,
    Optional<Boolean> open,
    Optional<CloseReason> closeReason,
    Optional<String> node,
    Optional<String> pass,
    Optional<Position> after,
    int limit) {

  /** The same, whatever page it is about. */
  TunnelQuery fromTheNewest() {
    return new TunnelQuery(
        user,
        group,
        host,
        port,
        address,
        policy,
        decision,
        error,
        sni,
        client,
        from,
        to,
        minBytes,
        open,
        closeReason,
        node,
        pass,
        Optional.empty(),
        limit);
  }

  /** A place in the order of the log. */
  public record Position(Instant time, UUID tunnel) {}
}
