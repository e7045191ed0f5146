package io.sekisho.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.sekisho.support.RawClient.Response;
import io.sekisho.support.TestIssuer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** RFC 6750 speaks of origins; at a proxy its 401 is a 407, and its fields are the proxy's. */
@QuarkusTest
@DisplayName("RFC 6750: Bearer at a proxy")
class Rfc6750QuarkusTest extends ConnectSuite {

  @Test
  @DisplayName("RFC 6750 §2.1: a good token in the field opens the tunnel")
  void good() throws Exception {
    tunnel(connect(bearer(issuer.pass("alice")) + "\r\n")).close();
  }

  @Test
  @DisplayName("RFC 6750 §2.3: a token in the target is none")
  void inTheTarget() {
    String authority = target.authority() + "?access_token=" + issuer.pass("alice");
    assertThat(refusal(connectTo(authority, NO_PASS)).status()).isEqualTo(400);
  }

  @Test
  @DisplayName("RFC 6750 §3.1: no error code for a request without credentials")
  void noErrorWithoutCredentials() {
    assertThat(challenge(NO_PASS)).isEqualTo("Bearer realm=\"sekisho\"");
  }

  @Test
  @DisplayName("RFC 6750 §3.1: nor for one with credentials of another scheme")
  void noErrorForAnotherScheme() {
    assertThat(challenge("Proxy-Authorization: Digest a=b\r\n"))
        .isEqualTo("Bearer realm=\"sekisho\"");
  }

  static Stream<Arguments> badTokens() {
    return Stream.of(
        bad("The token has expired", issuer -> issuer.expired("alice")),
        bad("The token is for another audience", issuer -> issuer.forAnotherAudience("alice")),
        bad("The token is from another issuer", issuer -> issuer.fromAnotherIssuer("alice")),
        bad(
            "The token is not signed by a key of the issuer",
            issuer -> issuer.signedByAnotherKey("alice")),
        bad("The token is not acceptable", issuer -> issuer.withUnknownKeyId("alice")),
        bad(
            "The token is bound to a key that was not shown",
            issuer -> issuer.boundToAKey("alice")),
        bad("The credentials are not a token", issuer -> "garbage"),
        bad("The credentials are not a token", issuer -> ""));
  }

  @ParameterizedTest(name = "RFC 6750 §3.1: invalid_token: {0}")
  @MethodSource("badTokens")
  void invalidToken(String description, Function<TestIssuer, String> token) {
    Response answer = refusal(connect(bearer(token.apply(issuer)) + "\r\n"));
    assertThat(answer.status()).isEqualTo(407);
    assertThat(answer.fields("Proxy-Authenticate"))
        .contains(
            "Bearer realm=\"sekisho\", error=\"invalid_token\", error_description=\""
                + description
                + '"');
    assertThat(target.isUntouched()).isTrue();
  }

  @Test
  @DisplayName("RFC 6750 §5.3: an answer does not repeat the token")
  void notRepeated() {
    String token = issuer.expired("alice");
    Response answer = refusal(connect(bearer(token) + "\r\n"));
    assertThat(answer.status()).isEqualTo(407);
    assertThat(answer.head() + answer.body()).doesNotContain(token.split("\\.")[1]);
  }

  private String challenge(String lines) {
    return refusal(connect(lines)).fields("Proxy-Authenticate").stream()
        .filter(challenge -> challenge.startsWith("Bearer"))
        .findFirst()
        .orElseThrow();
  }

  private static Arguments bad(String description, Function<TestIssuer, String> token) {
    return Arguments.of(description, token);
  }
}
