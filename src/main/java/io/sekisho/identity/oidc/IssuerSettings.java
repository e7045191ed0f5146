package io.sekisho.identity.oidc;

import io.sekisho.config.SekishoConfig;
import io.sekisho.config.SekishoConfig.Identity.Issuer.Kind;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The configured issuers, made sure of. Pure.
 *
 * @param identity with the issuers
 */
record IssuerSettings(SekishoConfig.Identity identity) {

  private static final String KEYS = "sekisho.identity.issuers.";

  private static final Set<String> ALGORITHMS =
      Set.of(
          "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA");

  /**
   * Checks what can be checked without asking anybody.
   *
   * @throws IllegalStateException naming the key that is wrong
   */
  void validate() {
    Set<String> issuers = new HashSet<>();
    identity
        .issuers()
        .forEach(
            (name, issuer) -> {
              validate(name, issuer);
              if (!issuers.add(issuer.issuer())) {
                throw wrong(name, "issuer", "another one has the same");
              }
            });
    validatePrefixes();
  }

  /** What the names of an issuer begin with. */
  String prefix(String name) {
    String prefix =
        identity.issuers().get(name).prefix().orElse(isOfServiceAccounts(name) ? "-" : name + "/");
    return prefix.equals("-") ? "" : prefix;
  }

  /** What nobody's name may begin with but this issuer's; the default one reserves nothing. */
  List<String> reserved(String exceptOf) {
    return identity.issuers().keySet().stream()
        .filter(name -> !name.equals(exceptOf))
        .map(this::beginning)
        .filter(beginning -> !beginning.isEmpty())
        .toList();
  }

  /** The rules for an issuer's tokens. */
  TokenRules rules(String name) {
    SekishoConfig.Identity.Issuer issuer = identity.issuers().get(name);
    return new TokenRules(
        issuer.issuer(),
        Set.copyOf(issuer.audience().orElse(List.of())),
        Set.copyOf(issuer.algorithms()),
        issuer.lifespanGrace(),
        names(name, issuer));
  }

  /** Whom the default issuer's tokens name. */
  Naming.Reader defaultNames() {
    return new PeopleNames(identity.userClaim(), identity.groupsClaim(), "", reserved(""));
  }

  private String beginning(String name) {
    return prefix(name).isEmpty() && isOfServiceAccounts(name)
        ? ServiceAccountNames.USERS
        : prefix(name);
  }

  private boolean isOfServiceAccounts(String name) {
    return identity.issuers().get(name).kind() == Kind.SERVICE_ACCOUNTS;
  }

  private Naming.Reader names(String name, SekishoConfig.Identity.Issuer issuer) {
    if (isOfServiceAccounts(name)) {
      return new ServiceAccountNames(prefix(name));
    }
    return new PeopleNames(
        issuer.userClaim().orElse(identity.userClaim()),
        issuer.groupsClaim().orElse(identity.groupsClaim()),
        prefix(name),
        reserved(name));
  }

  private static void validate(String name, SekishoConfig.Identity.Issuer issuer) {
    if (issuer.jwksUrl().isEmpty()) {
      httpUri(name, "issuer", issuer.issuer());
    }
    issuer.jwksUrl().ifPresent(url -> httpUri(name, "jwks-url", url));
    if (!ALGORITHMS.containsAll(issuer.algorithms()) || issuer.algorithms().isEmpty()) {
      throw wrong(name, "algorithms", "only these are: " + String.join(", ", sorted()));
    }
    if (issuer.lifespanGrace().isNegative() || issuer.lifespanGrace().toHours() > 0) {
      throw wrong(name, "lifespan-grace", "not between 0 and an hour");
    }
    if (issuer.keysRefresh().compareTo(issuer.keysMaxStaleness()) > 0) {
      throw wrong(name, "keys-max-staleness", "less than keys-refresh");
    }
  }

  /** Names of two issuers are told apart only if neither's beginning begins the other's. */
  private void validatePrefixes() {
    Map<String, SekishoConfig.Identity.Issuer> issuers = identity.issuers();
    for (String name : issuers.keySet()) {
      for (String other : reserved(name)) {
        if (beginning(name).startsWith(other)) {
          throw wrong(name, "prefix", "names of another issuer begin with " + other);
        }
      }
    }
  }

  private static void httpUri(String name, String key, String text) {
    try {
      URI uri = new URI(text);
      boolean http = List.of("http", "https").contains(String.valueOf(uri.getScheme()));
      if (http
          && uri.getHost() != null
          && uri.getRawUserInfo() == null
          && uri.getRawFragment() == null) {
        return;
      }
    } catch (URISyntaxException e) {
      // Told below.
    }
    throw wrong(name, key, "not an http or https URL");
  }

  private static List<String> sorted() {
    List<String> names = new ArrayList<>(ALGORITHMS);
    names.sort(null);
    return names;
  }

  private static IllegalStateException wrong(String name, String key, String why) {
    return new IllegalStateException(KEYS + name + "." + key + ": " + why);
  }
}
