package io.sekisho.store;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * What somebody asks to be allowed, and what became of it.
 *
 * @param user who asks
 * @param subject the {@code sub} of who asks
 * @param issuer the {@code iss} of who asks
 * @param serviceAccount {@code namespace:name}, if a service account asks; else null
 * @param host a name or an address, in normal form
 * @param ports on that host
 * @param reason what for
 * @param until until when it is wanted; null if that was not said so
 * @param duration for how long from the approval on, in ISO 8601; null if that was not said so
 * @param status {@code pending}, {@code approved}, {@code rejected}, {@code withdrawn} or {@code
 *     expired}
 * @param decidedAt null while it is pending or if it expired, like all that follows
 * @param decidedBy who approved, rejected or withdrew it
 * @param decisionReason what they said to it, if anything
 * @param policyId the policy that allows it; null unless it was approved, like all that follows
 * @param policy that policy's name
 * @param grantedUntil when that policy ends
 */
public record AccessRequest(
    UUID id,
    String user,
    String subject,
    String issuer,
    String serviceAccount,
    String host,
    List<Integer> ports,
    String reason,
    Instant until,
    String duration,
    Instant requestedAt,
    String status,
    Instant decidedAt,
    String decidedBy,
    String decisionReason,
    UUID policyId,
    String policy,
    Instant grantedUntil) {

  /** Every status there is. */
  public static final List<String> STATUSES =
      List.of("pending", "approved", "rejected", "withdrawn", "expired");
}
