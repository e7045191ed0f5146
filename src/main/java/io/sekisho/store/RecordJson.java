package io.sekisho.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sekisho.destination.Host;
import io.sekisho.store.RecordColumns.Column;
import io.sekisho.store.RecordColumns.Type;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.stream.Collectors;

/**
 * A record as JSON, read back: every column that is not null, in the form in which {@link
 * RecordText} has written it. What PostgreSQL does to values on the way must not show.
 */
final class RecordJson {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
  private static final HexFormat HEX = HexFormat.of();

  /** What {@link #of(ResultSet)} needs, in its order. */
  static final String COLUMNS =
      RecordColumns.HASHED.stream().map(Column::sql).collect(Collectors.joining(", "))
          + ", "
          + RecordColumns.HASH.sql();

  private RecordJson() {}

  /**
   * The row that {@link RecordText} tells of.
   *
   * @throws IllegalArgumentException if it tells of columns that are not known here
   */
  static AuditRecordEntity row(JsonNode json) {
    AuditRecordEntity row = new AuditRecordEntity();
    int known = 0;
    for (Column column : RecordColumns.HASHED) {
      JsonNode value = json.get(column.name());
      if (value != null) {
        column.read().accept(row, value);
        known++;
      }
    }
    if (known != json.size()) {
      throw new IllegalArgumentException("a record with columns that are not known");
    }
    return row;
  }

  /** What was hashed, and the hash. */
  static ObjectNode of(ResultSet row) throws SQLException {
    ObjectNode json = NODES.objectNode();
    int index = 1;
    for (Column column : RecordColumns.HASHED) {
      JsonNode value = read(row, index++, column.type());
      if (value != null) {
        json.set(column.name(), value);
      }
    }
    JsonNode hash = read(row, index, RecordColumns.HASH.type());
    return hash == null ? json : json.set(RecordColumns.HASH.name(), hash);
  }

  /** RFC 3339 in UTC with microseconds, always as many digits. */
  static String time(Instant time) {
    return RecordTimes.text(time);
  }

  private static JsonNode read(ResultSet row, int index, Type type) throws SQLException {
    return switch (type) {
      case ID, TEXT -> text(row.getString(index));
      case NUMBER -> {
        long number = row.getLong(index);
        yield row.wasNull() ? null : NODES.numberNode(number);
      }
      case BOOLEAN -> {
        boolean bool = row.getBoolean(index);
        yield row.wasNull() ? null : NODES.booleanNode(bool);
      }
      case TIME -> {
        OffsetDateTime time = row.getObject(index, OffsetDateTime.class);
        yield time == null ? null : text(time(time.toInstant()));
      }
      case TEXTS -> {
        Array texts = row.getArray(index);
        yield texts == null ? null : texts((String[]) texts.getArray());
      }
      case ADDRESS -> {
        String address = row.getString(index);
        yield address == null ? null : text(address(address));
      }
      case JSON -> {
        String json = row.getString(index);
        yield json == null ? null : json(json);
      }
      case BYTES -> {
        byte[] bytes = row.getBytes(index);
        yield bytes == null ? null : text(HEX.formatHex(bytes));
      }
    };
  }

  /** Null of null. */
  private static JsonNode text(String text) {
    return text == null ? null : NODES.textNode(text);
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
    return text.indexOf(':') >= 0
            && text.indexOf('/') < 0
            && Host.parseWritten(text) instanceof Host.Address literal
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
