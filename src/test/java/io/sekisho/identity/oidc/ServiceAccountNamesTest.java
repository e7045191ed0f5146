package io.sekisho.identity.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceAccountNamesTest {

  private static final String SUBJECT = "\"sub\": \"system:serviceaccount:ci:builder\"";

  @Test
  void shouldNameTheServiceAccount() {
    assertThat(read("", "{" + SUBJECT + "}"))
        .isEqualTo(
            new Naming.Named(
                "system:serviceaccount:ci:builder",
                Set.of("system:serviceaccounts", "system:serviceaccounts:ci"),
                Optional.of("ci:builder")));
  }

  @Test
  void shouldTellClustersApartByPrefix() {
    assertThat(read("b/", "{" + SUBJECT + "}"))
        .isEqualTo(
            new Naming.Named(
                "b/system:serviceaccount:ci:builder",
                Set.of("b/system:serviceaccounts", "b/system:serviceaccounts:ci"),
                Optional.of("b/ci:builder")));
  }

  /** Whatever else it says: it is nobody else, and has no other group. */
  @Test
  void shouldBelieveNoOtherClaim() {
    Naming naming =
        read(
            "",
            "{"
                + SUBJECT
                + ", \"preferred_username\": \"adam\", \"groups\": [\"sekisho-admin\"],"
                + "\"kubernetes.io\": {\"namespace\": \"ci\","
                + " \"serviceaccount\": {\"name\": \"builder\"}}}");
    assertThat(naming).isEqualTo(read("", "{" + SUBJECT + "}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "alice",
        "system:node:worker-1",
        "system:serviceaccount:ci",
        "system:serviceaccount:ci:",
        "system:serviceaccount::builder",
        "system:serviceaccount:ci:builder:admin",
        "system:serviceaccount:ci:builder\\n",
        "system:serviceaccount:c_i:builder",
        "system:serviceaccount:CI:builder",
        "system:serviceaccount:a.b:builder",
        "system:serviceaccount:ci:-builder",
        "system:serviceaccount:ci:a..b",
        " system:serviceaccount:ci:builder",
        "x/system:serviceaccount:ci:builder"
      })
  void shouldTakeNoOtherSubject(String subject) {
    assertThat(read("", "{\"sub\": \"" + subject + "\"}")).isInstanceOf(Naming.Nameless.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "\"ci\"",
        "{\"namespace\": \"ci\"}",
        "{\"namespace\": \"prod\", \"serviceaccount\": {\"name\": \"builder\"}}",
        "{\"namespace\": \"ci\", \"serviceaccount\": {\"name\": \"admin\"}}"
      })
  void shouldNotTakeATokenThatContradictsItself(String kubernetes) {
    assertThat(read("", "{" + SUBJECT + ", \"kubernetes.io\": " + kubernetes + "}"))
        .isInstanceOf(Naming.Nameless.class);
  }

  private static Naming read(String prefix, String claims) {
    return new ServiceAccountNames(prefix).read(IssuerSettingsTest.claims(claims));
  }
}
