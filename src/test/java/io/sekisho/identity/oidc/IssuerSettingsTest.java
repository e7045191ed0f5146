package io.sekisho.identity.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sekisho.config.SekishoConfig;
import io.sekisho.support.TestConfig;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IssuerSettingsTest {

  /** Keys are separated by blanks, and begin behind sekisho.identity.issuers. */
  @ParameterizedTest
  @CsvSource({
    "a.issuer=kubernetes/serviceaccount,                               a.issuer",
    "a.issuer=file:///keys,                                            a.issuer",
    "a.issuer=https://u:p@a.test,                                      a.issuer",
    "a.issuer=https://a.test a.jwks-url=ftp://a.test/keys,             a.jwks-url",
    "a.issuer=https://a.test a.algorithms=none,                        a.algorithms",
    "a.issuer=https://a.test a.algorithms=RS256;HS256,                 a.algorithms",
    "a.issuer=https://a.test a.algorithms=rs256,                       a.algorithms",
    "a.issuer=https://a.test a.lifespan-grace=2h,                      a.lifespan-grace",
    "a.issuer=https://a.test a.lifespan-grace=-1s,                     a.lifespan-grace",
    "a.issuer=https://a.test a.keys-max-staleness=1m,                  a.keys-max-staleness",
    "a.issuer=https://a.test a.prefix=x- b.issuer=https://b.test b.prefix=x-y-, b.prefix",
    "a.issuer=https://a.test b.issuer=https://b.test b.prefix=a/,      prefix",
    "a.issuer=https://a.test b.issuer=https://b.test a.kind=service-accounts b.kind=service-accounts, prefix",
    "a.issuer=https://a.test b.issuer=https://b.test a.kind=service-accounts b.prefix=system:, prefix",
    "a.issuer=https://a.test b.issuer=https://a.test,                  issuer",
  })
  void shouldNameTheKeyThatIsWrong(String keys, String wrong) {
    assertThatThrownBy(() -> settings(keys).validate())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("sekisho.identity.issuers.")
        .hasMessageContaining(wrong + ":");
  }

  @ParameterizedTest
  @CsvSource({
    "a.issuer=https://a.test",
    "a.issuer=kubernetes/serviceaccount a.jwks-url=https://a.test/openid/v1/jwks",
    "a.issuer=https://a.test a.prefix=- b.issuer=https://b.test b.prefix=-",
    "a.issuer=https://a.test a.algorithms=EdDSA",
    "a.issuer=https://a.test b.issuer=https://b.test a.kind=service-accounts b.kind=service-accounts b.prefix=b/",
  })
  void shouldTake(String keys) {
    settings(keys).validate();
  }

  /** As a deployment sets them. */
  @Test
  void shouldBeReadFromVariables() {
    SekishoConfig.Identity.Issuer cluster =
        TestConfig.withEnvironment(
                Map.of(
                    "SEKISHO_IDENTITY_ISSUERS_CLUSTER_KIND", "service-accounts",
                    "SEKISHO_IDENTITY_ISSUERS_CLUSTER_ISSUER", "https://kubernetes.default.svc",
                    "SEKISHO_IDENTITY_ISSUERS_CLUSTER_AUDIENCE", "sekisho,proxy",
                    "SEKISHO_IDENTITY_ISSUERS_CLUSTER_JWKS_URL", "https://k.test/jwks",
                    "SEKISHO_IDENTITY_ISSUERS_CLUSTER_TLS_CONFIGURATION", "cluster",
                    "SEKISHO_IDENTITY_ISSUERS_CLUSTER_TOKEN_FILE", "/token"))
            .identity()
            .issuers()
            .get("cluster");
    assertThat(cluster.kind()).isEqualTo(SekishoConfig.Identity.Issuer.Kind.SERVICE_ACCOUNTS);
    assertThat(cluster.issuer()).isEqualTo("https://kubernetes.default.svc");
    assertThat(cluster.audience()).contains(List.of("sekisho", "proxy"));
    assertThat(cluster.jwksUrl()).contains("https://k.test/jwks");
    assertThat(cluster.tlsConfiguration()).contains("cluster");
    assertThat(cluster.tokenFile()).contains("/token");
  }

  @Test
  void shouldKeepTheNamesOfIssuersApart() {
    IssuerSettings settings =
        settings(
            "a.issuer=https://a.test b.issuer=https://b.test c.issuer=https://c.test c.prefix=-");
    assertThat(settings.prefix("a")).isEqualTo("a/");
    assertThat(settings.prefix("c")).isEmpty();
    assertThat(named(settings.defaultNames(), "alice")).isEqualTo("alice");
    assertThat(named(settings.defaultNames(), "a/alice")).isEqualTo("-");
    assertThat(named(settings.rules("c").names(), "b/alice")).isEqualTo("-");
    assertThat(named(settings.rules("a").names(), "b/alice")).isEqualTo("a/b/alice");
  }

  /** Else a person could go where only a workload may, or be taken for it by an auditor. */
  @Test
  void shouldLetNoPersonHaveTheNameOfAServiceAccount() {
    IssuerSettings settings =
        settings(
            "k.issuer=https://k.test k.kind=service-accounts p.issuer=https://p.test p.prefix=-");
    for (Naming.Reader names : List.of(settings.defaultNames(), settings.rules("p").names())) {
      assertThat(named(names, "system:serviceaccount:ci:builder")).isEqualTo("-");
      Naming.Named named =
          (Naming.Named)
              names.read(
                  claims("{\"sub\":\"a\",\"groups\":[\"devs\",\"system:serviceaccounts:ci\"]}"));
      assertThat(named.groups()).containsExactly("devs");
    }
  }

  @Test
  void shouldDropTheGroupsOfOthers() {
    TokenClaims claims =
        claims("{\"sub\":\"alice\",\"groups\":[\"devs\",\"a/admins\",\"staff/a/x\"]}");
    Naming.Named named =
        (Naming.Named) settings("a.issuer=https://a.test").defaultNames().read(claims);
    assertThat(named.groups()).containsExactlyInAnyOrder("devs", "staff/a/x");
  }

  private static String named(Naming.Reader names, String user) {
    Naming naming = names.read(claims("{\"preferred_username\":\"" + user + "\"}"));
    return naming instanceof Naming.Named named ? named.user() : "-";
  }

  static TokenClaims claims(String json) {
    String payload = Base64.getUrlEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    return TokenClaims.of("e30." + payload + ".").orElseThrow();
  }

  static IssuerSettings settings(String keys) {
    Map<String, String> map =
        Arrays.stream(keys.split(" +"))
            .map(key -> key.split("=", 2))
            .collect(
                Collectors.toMap(
                    key -> "sekisho.identity.issuers." + key[0], key -> key[1].replace(';', ',')));
    return new IssuerSettings(TestConfig.with(map).identity());
  }
}
