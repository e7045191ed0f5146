package io.sekisho.identity;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A bearer token in memory. Nothing prints it. */
public final class BearerToken {

  private final String value;

  /**
   * @param value the token as sent
   */
  public BearerToken(String value) {
    this.value = value;
  }

  /** The token itself, for the verifier alone. */
  public String reveal() {
    return value;
  }

  /** Names the token without holding it. */
  public Fingerprint fingerprint() {
    try {
      ByteBuffer hash =
          ByteBuffer.wrap(
              MessageDigest.getInstance("SHA-256")
                  .digest(value.getBytes(StandardCharsets.ISO_8859_1)));
      return new Fingerprint(hash.getLong(), hash.getLong(), hash.getLong(), hash.getLong());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return "BearerToken[redacted]";
  }

  /** The SHA-256 of a token. */
  public record Fingerprint(long a, long b, long c, long d) {

    /**
     * Its first eight bytes in hexadecimal: what is recorded, so that it can be told whether two
     * tunnels came with one token. It leads back to none, as a token is far more than anybody can
     * guess.
     */
    public String recorded() {
      return HexFormat.of().toHexDigits(a);
    }
  }
}
