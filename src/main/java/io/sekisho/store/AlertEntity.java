package io.sekisho.store;

import io.sekisho.watch.Alert;
import io.sekisho.watch.Alert.Acknowledgement;
import io.sekisho.watch.Finding;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** A row of {@code alert}. */
@Entity
@Table(name = "alert")
class AlertEntity {

  @Id UUID id;

  @Column(nullable = false)
  String rule;

  @Column(nullable = false)
  String severity;

  @Column(name = "user_name")
  String user;

  String client;

  String target;

  @Column(name = "starts_at", nullable = false)
  Instant startsAt;

  @Column(name = "first_at", nullable = false)
  Instant firstAt;

  @Column(name = "last_at", nullable = false)
  Instant lastAt;

  @Column(name = "raised_at", nullable = false)
  Instant raisedAt;

  @Column(nullable = false)
  long count;

  @Column(nullable = false)
  String summary;

  @JdbcTypeCode(SqlTypes.JSON)
  @Column(nullable = false)
  Map<String, Object> figures;

  @Column(name = "acknowledged_at")
  Instant acknowledgedAt;

  @Column(name = "acknowledged_by")
  String acknowledgedBy;

  @Column(name = "acknowledged_subject")
  String acknowledgedSubject;

  @Column(name = "acknowledged_issuer")
  String acknowledgedIssuer;

  String note;

  /** Of the first finding. */
  static AlertEntity of(UUID id, Finding finding, Instant now) {
    AlertEntity row = new AlertEntity();
    row.id = id;
    row.rule = finding.rule().label();
    row.severity = finding.rule().severity().label();
    row.user = finding.user().orElse(null);
    row.client = finding.user().isPresent() ? null : finding.subject();
    row.target = finding.target().orElse(null);
    row.startsAt = finding.time();
    row.firstAt = first(finding);
    row.lastAt = finding.time();
    row.raisedAt = now;
    row.count = 1;
    row.summary = finding.summary();
    row.figures = finding.figures();
    return row;
  }

  /** Takes another finding in; one that is not newer was taken in before, or is no news. */
  void add(Finding finding) {
    if (finding.time().isAfter(lastAt)) {
      lastAt = finding.time();
      count++;
      summary = finding.summary();
      figures = finding.figures();
    }
    if (first(finding).isBefore(firstAt)) {
      firstAt = first(finding);
    }
  }

  /**
   * Whether somebody has seen to it with what was found at that time: nothing comes to it after.
   */
  boolean isSeenWith(Instant time) {
    return isSeen() && !time.isBefore(firstAt) && !time.isAfter(lastAt);
  }

  boolean isSeen() {
    return acknowledgedAt != null;
  }

  private static Instant first(Finding finding) {
    return finding.evidence().stream()
        .map(Finding.Evidence::began)
        .filter(began -> began.isBefore(finding.time()))
        .min(Instant::compareTo)
        .orElse(finding.time());
  }

  void acknowledge(ChangeAuthor by, String remark, Instant now) {
    acknowledgedAt = now;
    acknowledgedBy = by.user();
    acknowledgedSubject = by.subject();
    acknowledgedIssuer = by.issuer();
    note = remark;
  }

  Alert view() {
    return new Alert(
        id,
        rule,
        severity,
        user,
        client,
        target,
        summary,
        figures,
        firstAt,
        lastAt,
        raisedAt,
        count,
        acknowledgedAt == null ? null : new Acknowledgement(acknowledgedAt, acknowledgedBy, note));
  }
}
