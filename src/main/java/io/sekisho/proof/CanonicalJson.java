package io.sekisho.proof;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Iterator;
import java.util.TreeMap;

/**
 * JSON as bytes in the only way there is (RFC 8785): members in the order of their names, nothing
 * between tokens, UTF-8. Of numbers there are whole ones only; members that are null are left out.
 */
public final class CanonicalJson {

  private CanonicalJson() {}

  /** The bytes that are hashed or signed. */
  public static byte[] bytes(JsonNode node) {
    StringBuilder out = new StringBuilder(512);
    write(node, out);
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** The SHA-256 of these bytes. */
  public static byte[] sha256(JsonNode node) {
    return sha256(bytes(node));
  }

  /** The SHA-256 of bytes. */
  public static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Writes a value. */
  public static void write(JsonNode node, StringBuilder out) {
    if (node.isObject()) {
      object(node, out);
    } else if (node.isArray()) {
      array(node, out);
    } else if (node.isTextual()) {
      text(node.textValue(), out);
    } else {
      out.append(node.asText());
    }
  }

  private static void object(JsonNode node, StringBuilder out) {
    // By UTF-16 code units, as String compares (RFC 8785 §3.2.3).
    TreeMap<String, JsonNode> members = new TreeMap<>();
    node.properties().forEach(member -> members.put(member.getKey(), member.getValue()));
    members.values().removeIf(JsonNode::isNull);
    out.append('{');
    String separator = "";
    for (var member : members.entrySet()) {
      out.append(separator);
      text(member.getKey(), out);
      out.append(':');
      write(member.getValue(), out);
      separator = ",";
    }
    out.append('}');
  }

  private static void array(JsonNode node, StringBuilder out) {
    out.append('[');
    for (Iterator<JsonNode> elements = node.iterator(); elements.hasNext(); ) {
      write(elements.next(), out);
      if (elements.hasNext()) {
        out.append(',');
      }
    }
    out.append(']');
  }

  /** Writes a string (RFC 8785 §3.2.2.2). */
  public static void text(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\b' -> out.append("\\b");
        case '\t' -> out.append("\\t");
        case '\n' -> out.append("\\n");
        case '\f' -> out.append("\\f");
        case '\r' -> out.append("\\r");
        default -> {
          if (c < 0x20) {
            out.append(String.format("\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
