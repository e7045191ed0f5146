package io.sekisho.api;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.sekisho.destination.Host;
import io.sekisho.identity.Caller;
import io.sekisho.passage.Attempt;
import io.sekisho.store.RecordedTunnel;
import io.sekisho.tunnel.Tunnel;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * An attempt, and the tunnel that came of it, in its public form. What is not known is null.
 *
 * @param id also in the header {@code Sekisho-Tunnel} or in {@code instance} of the refusal
 * @param time when the connection was accepted
 * @param decision {@code allow}, {@code deny} or {@code error}
 * @param status the status that the client was answered with
 * @param error the error type of Proxy-Status, for a refusal
 * @param reason in words, for a refusal
 * @param policy the deciding policy
 * @param policyVersion the version of the set of policies that was decided on
 * @param address the target's address that was dialled
 * @param bytesUp from client to target
 * @param bytesDown from target to client
 * @param closeReason why the tunnel ended; null while it is open
 */
@RegisterForReflection
public record TunnelView(
    UUID id,
    Instant time,
    String decision,
    Integer status,
    String error,
    String reason,
    String user,
    String subject,
    String issuer,
    List<String> groups,
    String clientAddress,
    String userAgent,
    String listener,
    String protocol,
    String host,
    Integer port,
    String address,
    String policy,
    Long policyVersion,
    Instant openedAt,
    Instant closedAt,
    Long bytesUp,
    Long bytesDown,
    String closeReason,
    String node) {

  static TunnelView of(RecordedTunnel recorded) {
    return new TunnelView(
        recorded.id(),
        recorded.time(),
        recorded.decision(),
        recorded.status(),
        recorded.error(),
        recorded.reason(),
        recorded.user(),
        recorded.subject(),
        recorded.issuer(),
        recorded.groups(),
        recorded.clientAddress(),
        recorded.userAgent(),
        recorded.listener(),
        recorded.protocol(),
        recorded.host(),
        recorded.port(),
        recorded.address(),
        recorded.policy(),
        recorded.policyVersion(),
        recorded.openedAt(),
        recorded.closedAt(),
        recorded.bytesUp(),
        recorded.bytesDown(),
        recorded.closeReason(),
        recorded.node());
  }

  /** A tunnel that is open now, with the bytes so far. */
  static TunnelView live(Tunnel tunnel, String node) {
    Attempt attempt = tunnel.attempt();
    Caller caller = attempt.caller().orElseThrow();
    return new TunnelView(
        attempt.id(),
        attempt.time(),
        "allow",
        200,
        null,
        null,
        caller.user(),
        caller.subject(),
        caller.issuer(),
        caller.groups().stream().sorted().toList(),
        Host.format(attempt.client().getAddress()),
        attempt.userAgent().isEmpty() ? null : attempt.userAgent(),
        "plain",
        "http/1.1",
        attempt.authority().orElseThrow().host().text(),
        attempt.authority().orElseThrow().port(),
        attempt.address().map(Host::format).orElse(null),
        attempt.policy().orElse(null),
        attempt.policyVersion().orElse(null),
        tunnel.openedAt(),
        null,
        tunnel.bytesUp(),
        tunnel.bytesDown(),
        null,
        node);
  }
}
