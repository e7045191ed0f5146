package io.sekisho.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SigningKeyTest {

  /** As openssl genpkey -algorithm ed25519 writes it, and openssl pkey -pubout. */
  private static final String PRIVATE =
      """
      -----BEGIN PRIVATE KEY-----
      MC4CAQAwBQYDK2VwBCIEIPXU00L/qx5sWi19pvQxSnX4qMhCBvopzSjZXsylVb2C
      -----END PRIVATE KEY-----
      """;

  private static final String PUBLIC =
      """
      -----BEGIN PUBLIC KEY-----
      MCowBQYDK2VwAyEAF/RiZSpyo4matFyaaR0ym1knhv6Ai8AqGYRDEcob5P8=
      -----END PUBLIC KEY-----
      """;

  private static final byte[] TEXT = "text".getBytes(StandardCharsets.US_ASCII);

  @Test
  void shouldFindThePublicKeyOfAPrivateOne() {
    SigningKey key = SigningKey.ofPem(PRIVATE);
    assertThat(key.publicKey()).isEqualTo(VerifyingKey.ofPem(PUBLIC));
    assertThat(key.publicKey().pem()).isEqualTo(PUBLIC);
    assertThat(PUBLIC).contains(key.publicKey().base64());
  }

  @Test
  void shouldBeTheSameWhenItIsReadAgain() {
    SigningKey key = SigningKey.generate();
    SigningKey again = SigningKey.ofPem(key.pem());
    assertThat(again.publicKey()).isEqualTo(key.publicKey());
    assertThat(again.sign(TEXT)).as("Ed25519 is deterministic").isEqualTo(key.sign(TEXT));
    assertThat(SigningKey.generate().publicKey().id()).isNotEqualTo(key.publicKey().id());
  }

  @Test
  void shouldTellWhatASignatureIsWorth() {
    SigningKey key = SigningKey.generate();
    TrustedKeys trusted = new TrustedKeys(List.of(key.publicKey()));
    String id = key.publicKey().id();
    assertThat(trusted.verify(id, TEXT, key.sign(TEXT))).isEqualTo(Signed.TRUSTED);
    assertThat(trusted.verify(id, new byte[] {1}, key.sign(TEXT))).isEqualTo(Signed.FORGED);
    assertThat(trusted.verify(id, TEXT, "no base64!")).isEqualTo(Signed.FORGED);
    assertThat(trusted.verify(id, TEXT, "")).isEqualTo(Signed.FORGED);
    assertThat(trusted.verify(id, TEXT, SigningKey.generate().sign(TEXT))).isEqualTo(Signed.FORGED);
    assertThat(trusted.verify("other", TEXT, key.sign(TEXT))).isEqualTo(Signed.UNKNOWN_KEY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\n\n-----END PRIVATE KEY-----",
        "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----",
      })
  void shouldRefuseWhatIsNoKey(String pem) {
    assertThatThrownBy(() -> SigningKey.ofPem(pem)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> VerifyingKey.ofPem(pem.replace("PRIVATE", "PUBLIC")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
