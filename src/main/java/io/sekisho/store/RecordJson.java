package io.sekisho.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sekisho.destination.Host;
import java.net.InetAddress;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A record as JSON: every column that is not null, in one form only, whether it is about to be
 * written or was read back. What PostgreSQL does to values on the way must not show.
 */
final class RecordJson {

  /** Of what the hash is; to be counted up when that changes for columns that are there already. */
  static final short FORM = 1;

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  /** How a column is read. */
  private enum Type {
    TEXT,
    NUMBER,
    BOOLEAN,
    TIME,
    TEXTS,
    ADDRESS,
    JSON,
    BYTES
  }

  private record Column(
      String name, String sql, Type type, Function<AuditRecordEntity, Object> value) {}

  private static final Column HASH = new Column("hash", "hash", Type.BYTES, row -> row.hash);

  /** All but the hash. A column that is added later is null in older records and changes none. */
  private static final List<Column> HASHED =
      List.of(
          new Column("id", "id", Type.TEXT, row -> row.id),
          new Column("tunnelId", "tunnel_id", Type.TEXT, row -> row.tunnelId),
          new Column("kind", "kind", Type.TEXT, row -> row.kind),
          new Column("node", "node", Type.TEXT, row -> row.node),
          new Column("recordedAt", "recorded_at", Type.TIME, row -> row.recordedAt),
          new Column("attemptedAt", "attempted_at", Type.TIME, row -> row.attemptedAt),
          new Column("decision", "decision", Type.TEXT, row -> row.decision),
          new Column("status", "status", Type.NUMBER, row -> row.status),
          new Column("error", "error", Type.TEXT, row -> row.error),
          new Column("reason", "reason", Type.TEXT, row -> row.reason),
          new Column("user", "user_name", Type.TEXT, row -> row.userName),
          new Column("subject", "subject", Type.TEXT, row -> row.subject),
          new Column("issuer", "issuer", Type.TEXT, row -> row.issuer),
          new Column("groups", "groups", Type.TEXTS, row -> row.groups),
          new Column("serviceAccount", "service_account", Type.TEXT, row -> row.serviceAccount),
          new Column("clientAddress", "client_address", Type.ADDRESS, row -> row.clientAddress),
          new Column("clientPort", "client_port", Type.NUMBER, row -> row.clientPort),
          new Column("userAgent", "user_agent", Type.TEXT, row -> row.userAgent),
          new Column("listener", "listener", Type.TEXT, row -> row.listener),
          new Column("protocol", "protocol", Type.TEXT, row -> row.protocol),
          new Column("host", "host", Type.TEXT, row -> row.host),
          new Column("port", "port", Type.NUMBER, row -> row.port),
          new Column("address", "address", Type.ADDRESS, row -> row.address),
          new Column("dialled", "dialled", Type.JSON, row -> row.dialled),
          new Column("policy", "policy", Type.TEXT, row -> row.policy),
          new Column("policyVersion", "policy_version", Type.NUMBER, row -> row.policyVersion),
          new Column("wouldDeny", "would_deny", Type.BOOLEAN, row -> row.wouldDeny),
          new Column("reportPolicy", "report_policy", Type.TEXT, row -> row.reportPolicy),
          new Column("bytesUp", "bytes_up", Type.NUMBER, row -> row.bytesUp),
          new Column("bytesDown", "bytes_down", Type.NUMBER, row -> row.bytesDown),
          new Column("closeReason", "close_reason", Type.TEXT, row -> row.closeReason),
          new Column("sni", "sni", Type.TEXT, row -> row.sni),
          new Column("alpn", "alpn", Type.TEXTS, row -> row.alpn),
          new Column("tlsVersion", "tls_version", Type.TEXT, row -> row.tlsVersion),
          new Column("ja4", "ja4", Type.TEXT, row -> row.ja4),
          new Column("ech", "ech", Type.BOOLEAN, row -> row.ech),
          new Column("chain", "chain", Type.NUMBER, row -> row.chain),
          new Column("sequence", "sequence", Type.NUMBER, row -> row.sequence),
          new Column("form", "form", Type.NUMBER, row -> row.form),
          new Column("previousHash", "previous_hash", Type.BYTES, row -> row.previousHash),
          new Column("pass", "pass", Type.TEXT, row -> row.pass));

  /** What {@link #of(ResultSet)} needs, in its order. */
  static final String COLUMNS =
      HASHED.stream().map(Column::sql).collect(Collectors.joining(", ")) + ", " + HASH.sql();

  private RecordJson() {}

  /** What is hashed. */
  static ObjectNode of(AuditRecordEntity row) {
    ObjectNode json = NODES.objectNode();
    for (Column column : HASHED) {
      Object value = column.value().apply(row);
      if (value != null) {
        json.set(column.name(), node(value));
      }
    }
    return json;
  }

  /** What was hashed, and the hash. */
  static ObjectNode of(ResultSet row) throws SQLException {
    ObjectNode json = NODES.objectNode();
    int index = 1;
    for (Column column : HASHED) {
      JsonNode value = read(row, index++, column.type());
      if (value != null) {
        json.set(column.name(), value);
      }
    }
    JsonNode hash = read(row, index, HASH.type());
    return hash == null ? json : json.set(HASH.name(), hash);
  }

  /** RFC 3339 in UTC with microseconds, always as many digits. */
  static String time(Instant time) {
    return TIME.format(time);
  }

  private static JsonNode node(Object value) {
    if (value instanceof String || value instanceof UUID) {
      return NODES.textNode(value.toString());
    }
    if (value instanceof Number number) {
      return NODES.numberNode(number.longValue());
    }
    if (value instanceof Boolean bool) {
      return NODES.booleanNode(bool);
    }
    if (value instanceof Instant time) {
      return NODES.textNode(time(time));
    }
    if (value instanceof String[] texts) {
      return texts(texts);
    }
    if (value instanceof InetAddress address) {
      return NODES.textNode(Host.format(address));
    }
    if (value instanceof byte[] bytes) {
      return NODES.textNode(HexFormat.of().formatHex(bytes));
    }
    return MAPPER.valueToTree(value);
  }

  private static JsonNode read(ResultSet row, int index, Type type) throws SQLException {
    if (row.getObject(index) == null) {
      return null;
    }
    return switch (type) {
      case TEXT -> NODES.textNode(row.getString(index));
      case NUMBER -> NODES.numberNode(row.getLong(index));
      case BOOLEAN -> NODES.booleanNode(row.getBoolean(index));
      case TIME -> NODES.textNode(TIME.format(row.getObject(index, OffsetDateTime.class)));
      case TEXTS -> texts((String[]) row.getArray(index).getArray());
      case ADDRESS -> NODES.textNode(address(row.getString(index)));
      case JSON -> json(row.getString(index));
      case BYTES -> NODES.textNode(HexFormat.of().formatHex(row.getBytes(index)));
    };
  }

  private static ArrayNode texts(String[] texts) {
    ArrayNode array = NODES.arrayNode(texts.length);
    for (String text : texts) {
      array.add(text);
    }
    return array;
  }

  /** PostgreSQL writes IPv6 in its own way, and what is no single address with its prefix. */
  private static String address(String text) {
    return text.indexOf('/') < 0 && Host.parseWritten(text) instanceof Host.Address literal
        ? Host.format(literal.address())
        : text;
  }

  private static JsonNode json(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the database has JSON only", e);
    }
  }
}
