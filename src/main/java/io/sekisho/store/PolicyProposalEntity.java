package io.sekisho.store;

import io.sekisho.store.PolicyProposal.Proposed;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A row of {@code policy_proposal}. */
@Entity
@Table(name = "policy_proposal")
class PolicyProposalEntity {

  static final String PENDING = "pending";

  /** After which a proposal that nobody has decided on cannot be approved any more. */
  static final Duration PATIENCE = Duration.ofDays(30);

  /** What is proposed. */
  enum Action {
    CREATE,
    CHANGE,
    DELETE,
    ROLLBACK,
    IMPORT
  }

  @Id UUID id;

  @Column(nullable = false)
  String action;

  @Column(name = "policy_id")
  UUID policyId;

  String name;

  Long base;

  @Column(name = "user_name", nullable = false)
  String user;

  @Column(nullable = false)
  String subject;

  @Column(nullable = false)
  String issuer;

  @Column(name = "proposed_at", nullable = false)
  Instant proposedAt;

  @Column(nullable = false)
  String status;

  @Column(name = "decided_at")
  Instant decidedAt;

  @Column(name = "decided_by")
  String decidedBy;

  @Column(name = "decided_subject")
  String decidedSubject;

  @Column(name = "decided_issuer")
  String decidedIssuer;

  @Column(name = "decision_reason")
  String decisionReason;

  ChangeAuthor author() {
    return new ChangeAuthor(user, subject, issuer);
  }

  boolean isPending(Instant now) {
    return status.equals(PENDING) && now.isBefore(proposedAt.plus(PATIENCE));
  }

  void decide(String outcome, ChangeAuthor by, Optional<String> why, Instant now) {
    status = outcome;
    decidedAt = now;
    decidedBy = by.user();
    decidedSubject = by.subject();
    decidedIssuer = by.issuer();
    decisionReason = why.orElse(null);
  }

  PolicyProposal view(List<Proposed> changes, boolean outdated, Instant now) {
    return new PolicyProposal(
        id,
        action,
        policyId,
        name,
        base,
        changes,
        proposedAt,
        user,
        subject,
        issuer,
        status.equals(PENDING) && !isPending(now) ? "expired" : status,
        outdated && isPending(now),
        decidedAt,
        decidedBy,
        decisionReason);
  }
}
