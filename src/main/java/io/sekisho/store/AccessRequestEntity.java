package io.sekisho.store;

import io.sekisho.identity.Caller;
import io.sekisho.policy.PolicyDocument;
import io.sekisho.policy.PolicyDocument.DestinationDocument;
import io.sekisho.policy.PolicyDocument.SubjectDocument;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** A row of {@code access_request}. */
@Entity
@Table(name = "access_request")
class AccessRequestEntity {

  static final String PENDING = "pending";

  /** After which a request that nobody has decided on is not looked at any more. */
  static final Duration PATIENCE = Duration.ofDays(7);

  private static final int MAX_DESCRIPTION = 1_000;
  private static final int MAX_NAME = 100;

  @Id UUID id;

  @Column(name = "user_name", nullable = false)
  String user;

  @Column(nullable = false)
  String subject;

  @Column(nullable = false)
  String issuer;

  @Column(name = "service_account")
  String serviceAccount;

  @Column(nullable = false)
  String[] groups;

  @Column(nullable = false)
  String host;

  @Column(nullable = false)
  Integer[] ports;

  @Column(nullable = false)
  String reason;

  @Column(name = "asked_until")
  Instant askedUntil;

  @Column(name = "asked_seconds")
  Long askedSeconds;

  @Column(name = "requested_at", nullable = false)
  Instant requestedAt;

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

  @Column(name = "policy_id")
  UUID policyId;

  @Column(name = "policy_name")
  String policyName;

  @Column(name = "granted_until")
  Instant grantedUntil;

  static AccessRequestEntity of(UUID id, Caller caller, AccessWish wish, Instant now) {
    AccessRequestEntity row = new AccessRequestEntity();
    row.id = id;
    row.user = caller.user();
    row.subject = caller.subject();
    row.issuer = caller.issuer();
    row.serviceAccount = caller.serviceAccount().orElse(null);
    // No policy can be about the others.
    row.groups =
        caller.groups().stream()
            .filter(AuditRecordMapping::isStorable)
            .sorted()
            .toArray(String[]::new);
    row.host = wish.host().text();
    row.ports = wish.ports().toArray(Integer[]::new);
    row.reason = wish.reason();
    row.askedUntil = wish.until().orElse(null);
    row.askedSeconds = wish.duration().map(Duration::toSeconds).orElse(null);
    row.requestedAt = now;
    row.status = PENDING;
    return row;
  }

  ChangeAuthor requester() {
    return new ChangeAuthor(user, subject, issuer);
  }

  /** Who asked, as policies take it. */
  Caller caller() {
    return new Caller(
        user, subject, issuer, Set.of(groups), Instant.MAX, Optional.ofNullable(serviceAccount));
  }

  boolean isPending(Instant now) {
    return status.equals(PENDING)
        && now.isBefore(requestedAt.plus(PATIENCE))
        && (askedUntil == null || now.isBefore(askedUntil));
  }

  /** Until when it is wanted if it is approved now; empty if that was not said. */
  Optional<Instant> end(Instant now) {
    return Optional.ofNullable(askedUntil)
        .or(() -> Optional.ofNullable(askedSeconds).map(now::plusSeconds));
  }

  void decide(String outcome, ChangeAuthor by, Optional<String> why, Instant now) {
    status = outcome;
    decidedAt = now;
    decidedBy = by.user();
    decidedSubject = by.subject();
    decidedIssuer = by.issuer();
    decisionReason = why.orElse(null);
  }

  /** The policy that allows what is asked for, and nothing else. */
  PolicyDocument policy(String description, Instant end) {
    String text = id.toString();
    return new PolicyDocument(
        // The end of an id is chance; its beginning is the time.
        "access-" + text.substring(text.lastIndexOf('-') + 1),
        description,
        true,
        "allow",
        List.of(
            serviceAccount == null
                ? new SubjectDocument("user", user)
                : new SubjectDocument("serviceAccount", serviceAccount)),
        List.of(
            new DestinationDocument(
                host, null, Stream.of(ports).map(port -> Integer.toString(port)).toList())),
        null,
        null,
        null,
        end.toString(),
        null,
        null);
  }

  /** Who asked, who approved, and why. */
  String description(ChangeAuthor approver, Optional<String> why) {
    String text =
        "asked for by %s: %s; approved by %s%s"
            .formatted(
                cut(user, MAX_NAME),
                reason,
                cut(approver.user(), MAX_NAME),
                why.map(": "::concat).orElse(""));
    return cut(text, MAX_DESCRIPTION);
  }

  AccessRequest view(Instant now) {
    return new AccessRequest(
        id,
        user,
        subject,
        issuer,
        serviceAccount,
        host,
        List.of(ports),
        reason,
        askedUntil,
        Optional.ofNullable(askedSeconds).map(s -> Duration.ofSeconds(s).toString()).orElse(null),
        requestedAt,
        status.equals(PENDING) && !isPending(now) ? "expired" : status,
        decidedAt,
        decidedBy,
        decisionReason,
        policyId,
        policyName,
        grantedUntil);
  }

  boolean asksForTheSame(AccessWish wish) {
    return host.equals(wish.host().text()) && List.of(ports).equals(wish.ports());
  }

  /** So many chars at most, and no half of a surrogate pair. */
  private static String cut(String text, int length) {
    if (text.length() <= length) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length;
    return text.substring(0, end);
  }
}
