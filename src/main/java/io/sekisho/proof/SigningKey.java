package io.sekisho.proof;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/** A private Ed25519 key and its public one. */
public final class SigningKey {

  private static final byte[] PROBE = {1};

  private final PrivateKey key;
  private final VerifyingKey publicKey;

  private SigningKey(PrivateKey key, VerifyingKey publicKey) {
    this.key = key;
    this.publicKey = publicKey;
    if (!publicKey.verify(PROBE, sign(PROBE))) {
      throw new IllegalStateException("the public key is not that of the private one");
    }
  }

  /** A new one. */
  public static SigningKey generate() {
    try {
      KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      return new SigningKey(pair.getPrivate(), VerifyingKey.of(pair.getPublic()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has Ed25519", e);
    }
  }

  /**
   * Reads a PEM file's {@code PRIVATE KEY} (PKCS#8).
   *
   * @throws IllegalArgumentException if there is none, or of another kind
   */
  public static SigningKey ofPem(String pem) {
    try {
      PrivateKey key =
          KeyFactory.getInstance("Ed25519")
              .generatePrivate(new PKCS8EncodedKeySpec(Pem.read("PRIVATE KEY", pem)));
      byte[] secret =
          ((EdECPrivateKey) key)
              .getBytes()
              .orElseThrow(() -> new IllegalArgumentException("has no secret"));
      // The file need not hold the public key. The generator takes its secret from the source of
      // randomness, and so makes of a known one the pair that it belongs to.
      KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
      generator.initialize(NamedParameterSpec.ED25519, new Known(secret));
      return new SigningKey(key, VerifyingKey.of(generator.generateKeyPair().getPublic()));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("is not a private Ed25519 key", e);
    }
  }

  /** As a PEM file. */
  public String pem() {
    return Pem.write("PRIVATE KEY", key.getEncoded());
  }

  /** What verifies its signatures. */
  public VerifyingKey publicKey() {
    return publicKey;
  }

  String sign(byte[] text) {
    try {
      Signature ed25519 = Signature.getInstance("Ed25519");
      ed25519.initSign(key);
      ed25519.update(text);
      return Base64.getEncoder().encodeToString(ed25519.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the key cannot sign", e);
    }
  }

  /** Gives a secret that is known already. */
  private static final class Known extends SecureRandom {

    private static final long serialVersionUID = 1L;

    private final byte[] secret;

    Known(byte[] secret) {
      this.secret = secret.clone();
    }

    @Override
    public void nextBytes(byte[] bytes) {
      System.arraycopy(secret, 0, bytes, 0, bytes.length);
    }
  }
}
