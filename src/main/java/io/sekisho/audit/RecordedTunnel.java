package io.sekisho.audit;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * What the log tells of an attempt, and of the tunnel that came of it; the API shows it as it is.
 * What is not known is null.
 *
 * @param id also in the header {@code Sekisho-Tunnel} or in {@code instance} of the refusal
 * @param time when the connection was accepted
 * @param decision {@code allow}, {@code deny} or {@code error}
 * @param status the status that the client was answered with
 * @param error the error type of Proxy-Status, for a refusal
 * @param reason in words, for a refusal, a violation of what may run inside, and a kill
 * @param serviceAccount the caller as policies know service accounts; null for people
 * @param policy the deciding policy
 * @param policyVersion the version of the set of policies that was decided on
 * @param wouldDeny whether a policy in report mode would have denied what was allowed
 * @param wouldAllow whether a policy in report mode would have allowed what no policy allows
 * @param reportPolicy that policy
 * @param address the target's address that was dialled
 * @param dialled the tries to connect; null if there was none, or one and it succeeded
 * @param bytesUp from client to target
 * @param bytesDown from target to client
 * @param closeReason why the tunnel ended; null while it is open
 * @param sni the server name in the ClientHello; null, like all that follows, if none was looked at
 * @param alpn the protocols offered in it
 * @param tlsVersion the highest version offered in it
 * @param ja4 the fingerprint of the client's TLS implementation
 * @param ech whether it has Encrypted Client Hello, so that {@code sni} is the outer name
 * @param node the replica that served it
 * @param pass the beginning of the SHA-256 of the pass that was shown, if it was good: the same for
 *     all that one pass opened
 */
public record RecordedTunnel(
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
    String serviceAccount,
    String clientAddress,
    String userAgent,
    String listener,
    String protocol,
    String host,
    Integer port,
    String address,
    List<DialledAddress> dialled,
    String policy,
    Long policyVersion,
    boolean wouldDeny,
    boolean wouldAllow,
    String reportPolicy,
    Instant openedAt,
    Instant closedAt,
    Long bytesUp,
    Long bytesDown,
    String closeReason,
    String sni,
    List<String> alpn,
    String tlsVersion,
    String ja4,
    Boolean ech,
    String node,
    String pass) {}
