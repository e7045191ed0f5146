package io.sekisho.store;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/**
 * A row of {@code policy_history}, which the database itself writes. The documents are kept as they
 * were, whatever a policy's fields are by now.
 */
@Entity
@Immutable
@Table(name = "policy_history")
class PolicyChangeEntity {

  @Id long id;

  @Column(name = "policy_id", nullable = false)
  UUID policy;

  @Column(nullable = false)
  long revision;

  @Column(name = "changed_at", nullable = false)
  Instant at;

  @Column(nullable = false)
  String action;

  @Column(name = "user_name")
  String user;

  String subject;

  String issuer;

  @Column(name = "approved_by")
  String approvedBy;

  @JdbcTypeCode(SqlTypes.JSON)
  @Column(name = "before_change")
  JsonNode before;

  @JdbcTypeCode(SqlTypes.JSON)
  @Column(name = "after_change")
  JsonNode after;

  PolicyChange change() {
    return new PolicyChange(revision, at, user, subject, issuer, approvedBy, action, before, after);
  }
}
