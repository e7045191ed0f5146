package io.sekisho.tls;

/** Values without a meaning that clients mix in, so that servers learn to ignore the unknown. */
final class Grease {

  private Grease() {}

  /** 0x0a0a, 0x1a1a, … 0xfafa (RFC 8701 §2). */
  static boolean is(int code) {
    return (code & 0x0f0f) == 0x0a0a && code >>> 8 == (code & 0xff);
  }
}
