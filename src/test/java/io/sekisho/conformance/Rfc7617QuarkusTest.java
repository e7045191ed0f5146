package io.sekisho.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.sekisho.support.RawClient.Response;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Basic for clients that can send nothing else: its password is the token. */
@QuarkusTest
@DisplayName("RFC 7617: Basic at a proxy")
class Rfc7617QuarkusTest extends ConnectSuite {

  @Test
  @DisplayName("RFC 7617 §2.1: the challenge asks for UTF-8")
  void charset() {
    assertThat(refusal(connect(NO_PASS)).fields("Proxy-Authenticate"))
        .contains("Basic realm=\"sekisho\", charset=\"UTF-8\"");
  }

  @ParameterizedTest(name = "RFC 7617 §2: a token as the password of ''{0}'' opens the tunnel")
  @ValueSource(strings = {"alice", "token", "oauth2", "bearer", ""})
  void good(String user) throws Exception {
    tunnel(connect(basic(user, issuer.pass("alice")) + "\r\n")).close();
  }

  @Test
  @DisplayName("RFC 7617 §2: a user name that is not the token's is not accepted")
  void contradiction() {
    Response answer = refusal(connect(basic("bob", issuer.pass("alice")) + "\r\n"));
    assertThat(answer.status()).isEqualTo(407);
    assertThat(answer.fields("Proxy-Authenticate").get(0))
        .contains("error_description=\"The user name is not the user of the token\"");
  }

  @ParameterizedTest(name = "RFC 7617 §2: ''{0}'' is not user, colon and password in Base64")
  @ValueSource(strings = {"", "%%%", "YWxpY2U=", "//8=", "YWxpY2U6"})
  void malformed(String credentials) {
    Response answer = refusal(connect("Proxy-Authorization: Basic " + credentials + "\r\n"));
    assertThat(answer.status()).isEqualTo(407);
    assertThat(answer.fields("Proxy-Authenticate")).hasSize(2);
    assertThat(target.isUntouched()).isTrue();
  }
}
