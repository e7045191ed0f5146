package io.sekisho.proof;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;

/**
 * A public Ed25519 key.
 *
 * @param id the beginning of the SHA-256 of its DER form, in hexadecimal
 */
public record VerifyingKey(String id, PublicKey key) {

  private static final int ID_BYTES = 8;

  static VerifyingKey of(PublicKey key) {
    byte[] digest = CanonicalJson.sha256(key.getEncoded());
    return new VerifyingKey(HexFormat.of().formatHex(digest, 0, ID_BYTES), key);
  }

  /**
   * Reads a PEM file's {@code PUBLIC KEY}.
   *
   * @throws IllegalArgumentException if there is none, or of another kind
   */
  public static VerifyingKey ofPem(String pem) {
    try {
      return of(
          KeyFactory.getInstance("Ed25519")
              .generatePublic(new X509EncodedKeySpec(Pem.read("PUBLIC KEY", pem))));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("is not a public Ed25519 key", e);
    }
  }

  /** Its DER form in Base64: what a PEM file has between its first and last line. */
  public String base64() {
    return Base64.getEncoder().encodeToString(key.getEncoded());
  }

  /** As a PEM file. */
  public String pem() {
    return Pem.write("PUBLIC KEY", key.getEncoded());
  }

  boolean verify(byte[] text, String signature) {
    try {
      Signature ed25519 = Signature.getInstance("Ed25519");
      ed25519.initVerify(key);
      ed25519.update(text);
      return ed25519.verify(Base64.getDecoder().decode(signature));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return false;
    }
  }
}
