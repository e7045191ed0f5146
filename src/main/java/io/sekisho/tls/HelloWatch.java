package io.sekisho.tls;

import java.nio.ByteBuffer;

/**
 * Follows a client's records (RFC 8446 §5.1) behind its ClientHello until no other one can come. A
 * server may ask for a second one by HelloRetryRequest (§4.1.4), and goes by the name in that.
 */
public final class HelloWatch {

  private static final int CHANGE_CIPHER_SPEC = 20;
  private static final int ALERT = 21;
  private static final int HANDSHAKE = 22;
  private static final int APPLICATION_DATA = 23;
  private static final int HEADER = 5;
  private static final int CLIENT_HELLO = 1;

  private final boolean earlyData;
  private int recordLeft;

  /**
   * @param first the ClientHello that went before; if it offers early data, encrypted records may
   *     come before the second one, else they tell that there is none
   */
  public HelloWatch(ClientHello first) {
    this.earlyData = first.earlyData();
  }

  /** What comes next. */
  public enum Next {
    /** It is not known yet. */
    UNKNOWN,
    /** A second ClientHello. */
    SECOND_HELLO,
    /** Something behind which no ClientHello means anything to a server. */
    ANYTHING
  }

  /**
   * What was found.
   *
   * @param passing so many bytes belong to records that are no ClientHello
   * @param next what stands behind them
   */
  public record Sight(int passing, Next next) {}

  /**
   * Looks on.
   *
   * @param bytes from the first one on that was not passing before
   */
  public Sight look(ByteBuffer bytes) {
    int start = bytes.position();
    Next next = Next.UNKNOWN;
    while (next == Next.UNKNOWN && bytes.hasRemaining()) {
      if (recordLeft == 0) {
        next = next(bytes);
      }
      if (recordLeft == 0) {
        break;
      }
      int passing = Math.min(recordLeft, bytes.remaining());
      bytes.position(bytes.position() + passing);
      recordLeft -= passing;
    }
    return new Sight(bytes.position() - start, next);
  }

  /** At the start of a record: what it is, or {@code UNKNOWN} and its length if it passes. */
  private Next next(ByteBuffer bytes) {
    int at = bytes.position();
    int available = bytes.remaining();
    int type = Byte.toUnsignedInt(bytes.get(at));
    boolean passes =
        type == CHANGE_CIPHER_SPEC || type == ALERT || type == APPLICATION_DATA && earlyData;
    if (passes) {
      recordLeft = available < HEADER ? 0 : HEADER + Short.toUnsignedInt(bytes.getShort(at + 3));
      return Next.UNKNOWN;
    }
    if (type != HANDSHAKE) {
      return Next.ANYTHING;
    }
    if (available <= HEADER) {
      return Next.UNKNOWN;
    }
    return bytes.get(at + HEADER) == CLIENT_HELLO ? Next.SECOND_HELLO : Next.ANYTHING;
  }
}
