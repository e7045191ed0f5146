package io.sekisho.store;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sekisho.destination.Host;
import io.sekisho.proof.CanonicalJson;
import io.sekisho.store.RecordColumns.Column;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

/**
 * A record about to be written, as text: every column that is not null, in the form of RFC 8785.
 * This is what is hashed, and what the database is given. Written without a tree of nodes between,
 * as it is on the way of every tunnel.
 */
final class RecordText {

  /** Of what the hash is; to be counted up when that changes for columns that are there already. */
  static final short FORM = 1;

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Members stand in the order of their names (RFC 8785 §3.2.3). */
  private static final List<Column> ORDERED =
      RecordColumns.HASHED.stream().sorted(Comparator.comparing(Column::name)).toList();

  private RecordText() {}

  /**
   * Writes a row and its hash.
   *
   * @return the hash
   */
  static byte[] writeHashed(AuditRecordEntity row, StringBuilder out) {
    int start = out.length();
    write(row, out);
    byte[] hash = CanonicalJson.sha256(out.substring(start).getBytes(StandardCharsets.UTF_8));
    out.setLength(out.length() - 1);
    out.append(",\"").append(RecordColumns.HASH.name()).append("\":");
    value(hash, out);
    out.append('}');
    return hash;
  }

  /** Writes a row as it is hashed. */
  static void write(AuditRecordEntity row, StringBuilder out) {
    char separator = '{';
    for (Column column : ORDERED) {
      Object value = column.value().apply(row);
      if (value != null) {
        out.append(separator).append('"').append(column.name()).append("\":");
        value(value, out);
        separator = ',';
      }
    }
    out.append(separator == '{' ? "{}" : "}");
  }

  private static void value(Object value, StringBuilder out) {
    if (value instanceof String text) {
      CanonicalJson.text(text, out);
    } else if (value instanceof Number number) {
      out.append(number.longValue());
    } else if (value instanceof Boolean bool) {
      out.append(bool.booleanValue());
    } else if (value instanceof UUID id) {
      out.append('"').append(id).append('"');
    } else if (value instanceof Instant time) {
      out.append('"').append(RecordJson.time(time)).append('"');
    } else if (value instanceof InetAddress address) {
      out.append('"').append(Host.format(address)).append('"');
    } else if (value instanceof byte[] bytes) {
      out.append('"').append(HexFormat.of().formatHex(bytes)).append('"');
    } else if (value instanceof String[] texts) {
      texts(texts, out);
    } else {
      CanonicalJson.write(MAPPER.valueToTree(value), out);
    }
  }

  private static void texts(String[] texts, StringBuilder out) {
    out.append('[');
    for (int i = 0; i < texts.length; i++) {
      if (i > 0) {
        out.append(',');
      }
      CanonicalJson.text(texts[i], out);
    }
    out.append(']');
  }
}
