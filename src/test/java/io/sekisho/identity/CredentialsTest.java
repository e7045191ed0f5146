package io.sekisho.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialsTest {

  @ParameterizedTest
  @ValueSource(strings = {"Bearer abc.def.ghi", "bearer abc.def.ghi", "BEARER   abc.def.ghi "})
  void shouldReadABearerToken(String value) {
    Credentials.Pass pass = pass(value);

    assertThat(pass.token().reveal()).isEqualTo("abc.def.ghi");
    assertThat(pass.claimedUser()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"alice,alice", "token,", "oauth2,", "Bearer,", "'',"})
  void shouldTakeTheTokenFromTheBasicPassword(String user, String claimed) {
    Credentials.Pass pass = pass("Basic " + base64(user + ":abc.def.ghi"));

    assertThat(pass.token().reveal()).isEqualTo("abc.def.ghi");
    assertThat(pass.claimedUser().orElse(null)).isEqualTo(claimed);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bearer",
        "Bearer ",
        "Bearer a b",
        "Bearer a,b",
        "Bearer \u00e9",
        "Bearer =",
        "Basic",
        "Basic ",
        "Basic %%%",
        "Basic YWxpY2U=",
        "Basic YWxpY2U6",
        "Basic /////w=="
      })
  void shouldTellWhatCannotBeAPass(String value) {
    assertThat(Credentials.read(List.of(value))).isInstanceOf(Credentials.Unusable.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Negotiate YII=", "Digest username=\"a\"", "NTLM x", ""})
  void shouldTreatAnotherSchemeAsNoPass(String value) {
    assertThat(Credentials.read(List.of(value))).isInstanceOf(Credentials.None.class);
  }

  @Test
  void shouldTreatNoFieldAsNoPass() {
    assertThat(Credentials.read(List.of())).isInstanceOf(Credentials.None.class);
  }

  @Test
  void shouldNotChooseBetweenTwoFields() {
    assertThat(Credentials.read(List.of("Bearer a", "Bearer b")))
        .isInstanceOf(Credentials.Unusable.class);
  }

  @Test
  void shouldNeverPrintAToken() {
    assertThat(Credentials.read(List.of("Bearer abc.def.ghi")).toString()).doesNotContain("abc");
  }

  @Test
  void shouldTellTokensApartByFingerprint() {
    BearerToken.Fingerprint one = new BearerToken("one").fingerprint();

    assertThat(new BearerToken("one").fingerprint()).isEqualTo(one);
    assertThat(new BearerToken("two").fingerprint()).isNotEqualTo(one);
  }

  private static Credentials.Pass pass(String value) {
    Credentials credentials = Credentials.read(List.of(value));
    assertThat(credentials).isInstanceOf(Credentials.Pass.class);
    return (Credentials.Pass) credentials;
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
