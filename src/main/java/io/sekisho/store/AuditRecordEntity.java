package io.sekisho.store;

import io.sekisho.audit.DialledAddress;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** A row of {@code audit_record}. */
@Entity
@Immutable
@Table(name = "audit_record")
class AuditRecordEntity {

  static final String REFUSED = "refused";
  static final String OPENED = "opened";
  static final String INTERIM = "interim";
  static final String CLOSED = "closed";

  @Id UUID id;

  @Column(name = "tunnel_id", nullable = false)
  UUID tunnelId;

  @Column(nullable = false)
  String kind;

  @Column(nullable = false)
  String node;

  @Column(name = "recorded_at", nullable = false)
  Instant recordedAt;

  @Column(name = "attempted_at", nullable = false)
  Instant attemptedAt;

  String decision;
  Integer status;
  String error;
  String reason;

  @Column(name = "user_name")
  String userName;

  String subject;
  String issuer;
  String[] groups;

  @Column(name = "service_account")
  String serviceAccount;

  @Column(name = "client_address")
  InetAddress clientAddress;

  @Column(name = "client_port")
  Integer clientPort;

  @Column(name = "user_agent")
  String userAgent;

  String listener;
  String protocol;
  String host;
  Integer port;
  InetAddress address;

  @JdbcTypeCode(SqlTypes.JSON)
  List<DialledAddress> dialled;

  String policy;

  @Column(name = "policy_version")
  Long policyVersion;

  @Column(name = "would_deny")
  Boolean wouldDeny;

  @Column(name = "report_policy")
  String reportPolicy;

  @Column(name = "bytes_up")
  Long bytesUp;

  @Column(name = "bytes_down")
  Long bytesDown;

  @Column(name = "close_reason")
  String closeReason;

  String sni;
  String[] alpn;

  @Column(name = "tls_version")
  String tlsVersion;

  String ja4;
  Boolean ech;

  Long chain;
  Long sequence;
  Short form;

  @Column(name = "previous_hash")
  byte[] previousHash;

  byte[] hash;
  String pass;
}
