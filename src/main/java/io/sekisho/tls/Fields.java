package io.sekisho.tls;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads the fields of a structure one after the other, never beyond its end (RFC 8446 §3). */
final class Fields {

  private final ByteBuffer bytes;

  Fields(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  boolean hasMore() {
    return bytes.hasRemaining();
  }

  int u8(String field) throws MalformedHello {
    need(1, field);
    return Byte.toUnsignedInt(bytes.get());
  }

  int u16(String field) throws MalformedHello {
    need(2, field);
    return Short.toUnsignedInt(bytes.getShort());
  }

  void skip(int length, String field) throws MalformedHello {
    need(length, field);
    bytes.position(bytes.position() + length);
  }

  /** A vector with a length of one byte, itself between the bounds. */
  Fields vector8(int min, int max, String field) throws MalformedHello {
    return part(u8(field), min, max, field);
  }

  /** A vector with a length of two bytes, itself between the bounds. */
  Fields vector16(int min, int max, String field) throws MalformedHello {
    return part(u16(field), min, max, field);
  }

  /** All that is left, as values of two bytes. */
  List<Integer> codes(String field) throws MalformedHello {
    List<Integer> codes = new ArrayList<>(bytes.remaining() / 2);
    while (hasMore()) {
      codes.add(u16(field));
    }
    return codes;
  }

  /** All that is left, one character for each byte. */
  String text() {
    byte[] text = new byte[bytes.remaining()];
    bytes.get(text);
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  void end(String field) throws MalformedHello {
    if (hasMore()) {
      throw new MalformedHello(field + " has bytes behind its end");
    }
  }

  private Fields part(int length, int min, int max, String field) throws MalformedHello {
    if (length < min || length > max) {
      throw new MalformedHello(field + " has a length that it cannot have");
    }
    need(length, field);
    ByteBuffer part = bytes.slice(bytes.position(), length);
    bytes.position(bytes.position() + length);
    return new Fields(part);
  }

  private void need(int length, String field) throws MalformedHello {
    if (bytes.remaining() < length) {
      throw new MalformedHello(field + " is cut off");
    }
  }
}
