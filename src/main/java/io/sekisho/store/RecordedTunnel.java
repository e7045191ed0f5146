package io.sekisho.store;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * An attempt as the log has it, joined with its end if it was a tunnel and is over. Absent values
 * are null, as in the public form.
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
    String node) {}
