package io.sekisho.store;

import io.sekisho.policy.PolicyDocument;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** A row of {@code policy}. */
@Entity
@Table(name = "policy")
class PolicyEntity {

  @Id UUID id;

  @Column(nullable = false)
  String name;

  @Column(nullable = false)
  String description;

  @Column(nullable = false)
  boolean enabled;

  @Column(nullable = false)
  String effect;

  @JdbcTypeCode(SqlTypes.JSON)
  @Column(nullable = false)
  List<PolicyDocument.SubjectDocument> subjects;

  @JdbcTypeCode(SqlTypes.JSON)
  @Column(nullable = false)
  List<PolicyDocument.DestinationDocument> destinations;

  String tls;

  @Column(nullable = false)
  String mode;

  @Column(name = "valid_from")
  Instant validFrom;

  @Column(name = "valid_until")
  Instant validUntil;

  @JdbcTypeCode(SqlTypes.JSON)
  PolicyDocument.ScheduleDocument schedule;

  @JdbcTypeCode(SqlTypes.JSON)
  PolicyDocument.LimitsDocument limits;

  @Version
  @Column(nullable = false)
  long revision;

  @Column(name = "created_at", nullable = false)
  Instant createdAt;

  @Column(name = "updated_at", nullable = false)
  Instant updatedAt;

  void write(PolicyDocument document) {
    name = document.name();
    description = document.description();
    enabled = document.enabled();
    effect = document.effect();
    subjects = document.subjects();
    destinations = document.destinations();
    tls = document.tls();
    mode = document.mode();
    validFrom = document.validFromTime().orElse(null);
    validUntil = document.validUntilTime().orElse(null);
    schedule = document.schedule();
    limits = document.limits();
  }

  PolicyDocument document() {
    return new PolicyDocument(
        name,
        description,
        enabled,
        effect,
        subjects,
        destinations,
        tls,
        mode,
        Objects.toString(validFrom, null),
        Objects.toString(validUntil, null),
        schedule,
        limits);
  }

  /** A document as it will be read back, where there is more than one way to write a thing. */
  static PolicyDocument canonical(PolicyDocument document) {
    PolicyEntity entity = new PolicyEntity();
    entity.write(document);
    return entity.document();
  }

  StoredPolicy stored() {
    return new StoredPolicy(id, document(), revision, createdAt, updatedAt);
  }
}
