package io.sekisho.tls;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Reads the ClientHello out of a stream's first records (RFC 8446 §5.1), however it is cut into
 * records and however these are cut into reads. Looks at each byte once, and decides at the first
 * one that cannot belong to a ClientHello.
 */
public final class HelloReader {

  private static final int HANDSHAKE_RECORD = 22;
  private static final int MAJOR_VERSION = 3;
  private static final int RECORD_HEADER = 5;
  private static final int MAX_FRAGMENT = 1 << 14;
  private static final int CLIENT_HELLO = 1;
  private static final int MESSAGE_HEADER = 4;

  private final int maxSize;
  private byte[] message = new byte[512];
  private int size;
  private HelloOutcome outcome = new HelloOutcome.Incomplete();
  private int consumed;
  private int headerBytes;
  private int fragmentLeft;

  /**
   * @param maxSize bytes of the stream within which the ClientHello must end, the headers of its
   *     records included
   */
  public HelloReader(int maxSize) {
    this.maxSize = maxSize;
  }

  /**
   * Reads on; what is behind the ClientHello stays unread. Once the outcome is not {@code
   * Incomplete}, it stays as it is.
   */
  public HelloOutcome read(ByteBuffer bytes) {
    try {
      while (outcome instanceof HelloOutcome.Incomplete && bytes.hasRemaining()) {
        if (headerBytes < RECORD_HEADER) {
          header(Byte.toUnsignedInt(bytes.get()));
        } else {
          fragment(bytes);
        }
      }
    } catch (MalformedHello e) {
      outcome = new HelloOutcome.Malformed(e.getMessage());
    }
    return outcome;
  }

  /** How many bytes it has read; of a complete ClientHello, where it ends in the stream. */
  public int consumed() {
    return consumed;
  }

  private void header(int next) throws MalformedHello {
    consume(1);
    switch (headerBytes) {
      case 0 -> check(next == HANDSHAKE_RECORD, "not a TLS handshake");
      case 1 -> check(next == MAJOR_VERSION, "not a TLS handshake");
      case 2 -> {
        // The minor version means nothing (legacy_record_version).
      }
      case 3 -> fragmentLeft = next << 8;
      default -> {
        fragmentLeft |= next;
        check(fragmentLeft > 0, "a TLS record without content");
        check(fragmentLeft <= MAX_FRAGMENT, "a TLS record that is too long");
      }
    }
    headerBytes++;
  }

  private void fragment(ByteBuffer bytes) throws MalformedHello {
    int length = Math.min(fragmentLeft, bytes.remaining());
    consume(length);
    if (message.length - size < length) {
      message = Arrays.copyOf(message, Math.max(2 * message.length, size + length));
    }
    bytes.get(message, size, length);
    size += length;
    fragmentLeft -= length;
    if (fragmentLeft == 0) {
      headerBytes = 0;
    }
    check(message[0] == CLIENT_HELLO, "a TLS handshake that begins with no ClientHello");
    if (size >= MESSAGE_HEADER) {
      body();
    }
  }

  private void body() throws MalformedHello {
    int length = MESSAGE_HEADER + (ByteBuffer.wrap(message).getInt() & 0xffffff);
    check(length <= maxSize, tooLarge());
    // Nothing may stand behind it in its record: the server has not answered yet.
    check(
        size < length || size == length && fragmentLeft == 0,
        "a TLS handshake that goes on behind its ClientHello");
    if (size == length) {
      outcome =
          HelloParser.parse(ByteBuffer.wrap(message, MESSAGE_HEADER, length - MESSAGE_HEADER));
    }
  }

  private void consume(int bytes) throws MalformedHello {
    consumed += bytes;
    check(consumed <= maxSize, tooLarge());
  }

  private String tooLarge() {
    return "a ClientHello of more than " + maxSize + " bytes";
  }

  private static void check(boolean fine, String otherwise) throws MalformedHello {
    if (!fine) {
      throw new MalformedHello(otherwise);
    }
  }
}
