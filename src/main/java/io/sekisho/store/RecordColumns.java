package io.sekisho.store;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sekisho.audit.DialledAddress;
import io.sekisho.destination.Host;
import java.net.InetAddress;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/** Every column of a record: its names, and the way to a row's field and back. */
final class RecordColumns {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final TypeReference<List<DialledAddress>> DIALLED = new TypeReference<>() {};

  /** How a column is read. */
  enum Type {
    ID("uuid"),
    TEXT("text"),
    NUMBER("bigint"),
    BOOLEAN("boolean"),
    TIME("timestamptz"),
    TEXTS("text[]"),
    ADDRESS("inet"),
    JSON("jsonb"),
    /** Hexadecimal digits in JSON. */
    BYTES("text");

    /** As what PostgreSQL takes it from JSON. */
    private final String sql;

    Type(String sql) {
      this.sql = sql;
    }

    String sql() {
      return sql;
    }
  }

  /**
   * One of them.
   *
   * @param name in JSON
   * @param sql in the table
   * @param value what a row has, null included
   * @param read sets it to what is in the JSON, which is not null
   */
  record Column(
      String name,
      String sql,
      Type type,
      Function<AuditRecordEntity, Object> value,
      BiConsumer<AuditRecordEntity, JsonNode> read) {}

  static final Column HASH =
      new Column("hash", "hash", Type.BYTES, row -> row.hash, (row, json) -> row.hash = hex(json));

  /** All but the hash. A column that is added later is null in older records and changes none. */
  static final List<Column> HASHED =
      List.of(
          new Column("id", "id", Type.ID, row -> row.id, (row, json) -> row.id = id(json)),
          new Column(
              "tunnelId",
              "tunnel_id",
              Type.ID,
              row -> row.tunnelId,
              (row, json) -> row.tunnelId = id(json)),
          new Column(
              "kind",
              "kind",
              Type.TEXT,
              row -> row.kind,
              (row, json) -> row.kind = json.textValue()),
          new Column(
              "node",
              "node",
              Type.TEXT,
              row -> row.node,
              (row, json) -> row.node = json.textValue()),
          new Column(
              "recordedAt",
              "recorded_at",
              Type.TIME,
              row -> row.recordedAt,
              (row, json) -> row.recordedAt = time(json)),
          new Column(
              "attemptedAt",
              "attempted_at",
              Type.TIME,
              row -> row.attemptedAt,
              (row, json) -> row.attemptedAt = time(json)),
          new Column(
              "decision",
              "decision",
              Type.TEXT,
              row -> row.decision,
              (row, json) -> row.decision = json.textValue()),
          new Column(
              "status",
              "status",
              Type.NUMBER,
              row -> row.status,
              (row, json) -> row.status = json.intValue()),
          new Column(
              "error",
              "error",
              Type.TEXT,
              row -> row.error,
              (row, json) -> row.error = json.textValue()),
          new Column(
              "reason",
              "reason",
              Type.TEXT,
              row -> row.reason,
              (row, json) -> row.reason = json.textValue()),
          new Column(
              "user",
              "user_name",
              Type.TEXT,
              row -> row.userName,
              (row, json) -> row.userName = json.textValue()),
          new Column(
              "subject",
              "subject",
              Type.TEXT,
              row -> row.subject,
              (row, json) -> row.subject = json.textValue()),
          new Column(
              "issuer",
              "issuer",
              Type.TEXT,
              row -> row.issuer,
              (row, json) -> row.issuer = json.textValue()),
          new Column(
              "groups",
              "groups",
              Type.TEXTS,
              row -> row.groups,
              (row, json) -> row.groups = texts(json)),
          new Column(
              "serviceAccount",
              "service_account",
              Type.TEXT,
              row -> row.serviceAccount,
              (row, json) -> row.serviceAccount = json.textValue()),
          new Column(
              "clientAddress",
              "client_address",
              Type.ADDRESS,
              row -> row.clientAddress,
              (row, json) -> row.clientAddress = address(json)),
          new Column(
              "clientPort",
              "client_port",
              Type.NUMBER,
              row -> row.clientPort,
              (row, json) -> row.clientPort = json.intValue()),
          new Column(
              "userAgent",
              "user_agent",
              Type.TEXT,
              row -> row.userAgent,
              (row, json) -> row.userAgent = json.textValue()),
          new Column(
              "listener",
              "listener",
              Type.TEXT,
              row -> row.listener,
              (row, json) -> row.listener = json.textValue()),
          new Column(
              "protocol",
              "protocol",
              Type.TEXT,
              row -> row.protocol,
              (row, json) -> row.protocol = json.textValue()),
          new Column(
              "host",
              "host",
              Type.TEXT,
              row -> row.host,
              (row, json) -> row.host = json.textValue()),
          new Column(
              "port",
              "port",
              Type.NUMBER,
              row -> row.port,
              (row, json) -> row.port = json.intValue()),
          new Column(
              "address",
              "address",
              Type.ADDRESS,
              row -> row.address,
              (row, json) -> row.address = address(json)),
          new Column(
              "dialled",
              "dialled",
              Type.JSON,
              row -> row.dialled,
              (row, json) -> row.dialled = MAPPER.convertValue(json, DIALLED)),
          new Column(
              "policy",
              "policy",
              Type.TEXT,
              row -> row.policy,
              (row, json) -> row.policy = json.textValue()),
          new Column(
              "policyVersion",
              "policy_version",
              Type.NUMBER,
              row -> row.policyVersion,
              (row, json) -> row.policyVersion = json.longValue()),
          new Column(
              "wouldDeny",
              "would_deny",
              Type.BOOLEAN,
              row -> row.wouldDeny,
              (row, json) -> row.wouldDeny = json.booleanValue()),
          new Column(
              "reportPolicy",
              "report_policy",
              Type.TEXT,
              row -> row.reportPolicy,
              (row, json) -> row.reportPolicy = json.textValue()),
          new Column(
              "bytesUp",
              "bytes_up",
              Type.NUMBER,
              row -> row.bytesUp,
              (row, json) -> row.bytesUp = json.longValue()),
          new Column(
              "bytesDown",
              "bytes_down",
              Type.NUMBER,
              row -> row.bytesDown,
              (row, json) -> row.bytesDown = json.longValue()),
          new Column(
              "closeReason",
              "close_reason",
              Type.TEXT,
              row -> row.closeReason,
              (row, json) -> row.closeReason = json.textValue()),
          new Column(
              "sni", "sni", Type.TEXT, row -> row.sni, (row, json) -> row.sni = json.textValue()),
          new Column(
              "alpn", "alpn", Type.TEXTS, row -> row.alpn, (row, json) -> row.alpn = texts(json)),
          new Column(
              "tlsVersion",
              "tls_version",
              Type.TEXT,
              row -> row.tlsVersion,
              (row, json) -> row.tlsVersion = json.textValue()),
          new Column(
              "ja4", "ja4", Type.TEXT, row -> row.ja4, (row, json) -> row.ja4 = json.textValue()),
          new Column(
              "ech",
              "ech",
              Type.BOOLEAN,
              row -> row.ech,
              (row, json) -> row.ech = json.booleanValue()),
          new Column(
              "chain",
              "chain",
              Type.NUMBER,
              row -> row.chain,
              (row, json) -> row.chain = json.longValue()),
          new Column(
              "sequence",
              "sequence",
              Type.NUMBER,
              row -> row.sequence,
              (row, json) -> row.sequence = json.longValue()),
          new Column(
              "form",
              "form",
              Type.NUMBER,
              row -> row.form,
              (row, json) -> row.form = json.shortValue()),
          new Column(
              "previousHash",
              "previous_hash",
              Type.BYTES,
              row -> row.previousHash,
              (row, json) -> row.previousHash = hex(json)),
          new Column(
              "pass",
              "pass",
              Type.TEXT,
              row -> row.pass,
              (row, json) -> row.pass = json.textValue()));

  private RecordColumns() {}

  private static UUID id(JsonNode json) {
    return UUID.fromString(json.textValue());
  }

  private static Instant time(JsonNode json) {
    return Instant.parse(json.textValue());
  }

  private static InetAddress address(JsonNode json) {
    return ((Host.Address) Host.parseWritten(json.textValue())).address();
  }

  private static String[] texts(JsonNode json) {
    return StreamSupport.stream(json.spliterator(), false)
        .map(JsonNode::textValue)
        .toArray(String[]::new);
  }

  private static byte[] hex(JsonNode json) {
    return HexFormat.of().parseHex(json.textValue());
  }
}
