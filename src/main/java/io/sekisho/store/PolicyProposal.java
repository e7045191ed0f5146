package io.sekisho.store;

import io.sekisho.policy.PolicyDocument;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A change of policies that takes a second administrator, and what became of it.
 *
 * @param action {@code create}, {@code change}, {@code delete}, {@code rollback} or {@code import}
 * @param policyId the policy it is about; null for an import, and for one that is to be created
 * @param policy that policy's name; null for an import
 * @param base the revision of the policy, or for an import the version of the set, that it is based
 *     on and that was in the ETag; null if there was no policy
 * @param changes what it would change; null in lists
 * @param proposedAt when it was made
 * @param by who made it
 * @param subject the author's {@code sub}
 * @param issuer the author's {@code iss}
 * @param status {@code pending}, {@code approved}, {@code rejected}, {@code withdrawn} or {@code
 *     expired}
 * @param outdated whether it is pending, but cannot be approved: what it is based on has changed,
 *     or another policy has the name by now
 * @param decidedAt null while it is pending or if it expired, like all that follows
 * @param decidedBy who approved, rejected or withdrew it
 * @param decisionReason what they said to it, if anything
 */
public record PolicyProposal(
    UUID id,
    String action,
    UUID policyId,
    String policy,
    Long base,
    List<Proposed> changes,
    Instant proposedAt,
    String by,
    String subject,
    String issuer,
    String status,
    boolean outdated,
    Instant decidedAt,
    String decidedBy,
    String decisionReason) {

  /** Every status there is. */
  public static final List<String> STATUSES =
      List.of("pending", "approved", "rejected", "withdrawn", "expired");

  /**
   * What would become of one policy.
   *
   * @param before what it is; null if it is to be added
   * @param after what it would be; null if it is to be removed
   */
  public record Proposed(PolicyDocument before, PolicyDocument after) {}
}
