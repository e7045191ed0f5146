package io.sekisho.identity.oidc;

import java.util.List;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.Use;
import org.jose4j.lang.JoseException;

/** What an issuer publishes to check signatures with (RFC 7517 §5). */
final class PublicKeys {

  /** More keys than any issuer rotates through. */
  private static final int MAX = 100;

  private PublicKeys() {}

  /**
   * The public keys for signatures in a JWK Set; what else is in it is passed over.
   *
   * @throws KeySource.Failure if there are none, or too many
   */
  static List<JsonWebKey> of(String json) {
    List<JsonWebKey> keys;
    try {
      keys =
          new JsonWebKeySet(json)
              .getJsonWebKeys().stream()
                  .filter(key -> key instanceof PublicJsonWebKey)
                  .filter(key -> !Use.ENCRYPTION.equals(key.getUse()))
                  .toList();
    } catch (JoseException | ClassCastException e) {
      throw new KeySource.Failure("its keys are not a JWK Set");
    }
    if (keys.isEmpty() || keys.size() > MAX) {
      throw new KeySource.Failure("its JWK Set has " + keys.size() + " keys for signatures");
    }
    return keys;
  }
}
