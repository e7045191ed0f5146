package io.sekisho.identity.oidc;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Service accounts of a Kubernetes cluster, from the tokens that it projects into pods. Whatever
 * else such a token claims, it names no person and has no groups but those that the cluster itself
 * gives to service accounts.
 *
 * @param prefix what all names of this cluster begin with, so that two clusters can be told apart
 */
record ServiceAccountNames(String prefix) implements Naming.Reader {

  /** What their user names begin with, as the cluster has them. */
  static final String USERS = "system:serviceaccount";

  private static final String LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";

  /** A namespace is a label, an account's name a DNS name (RFC 1123). */
  private static final Pattern SUBJECT =
      Pattern.compile(USERS + ":(" + LABEL + "):(" + LABEL + "(?:\\." + LABEL + ")*+)");

  private static final int MAX_SUBJECT = 512;

  @Override
  public Naming read(TokenClaims claims) {
    String subject = claims.text("sub").orElse("");
    Matcher matcher = SUBJECT.matcher(subject);
    if (subject.length() > MAX_SUBJECT || !matcher.matches()) {
      return new Naming.Nameless("the token's subject is no service account");
    }
    String namespace = matcher.group(1);
    String name = matcher.group(2);
    if (claims.has("kubernetes.io") && !confirms(claims, namespace, name)) {
      return new Naming.Nameless("the token's claims name two service accounts");
    }
    return new Naming.Named(
        prefix + subject,
        Set.of(prefix + "system:serviceaccounts", prefix + "system:serviceaccounts:" + namespace),
        Optional.of(prefix + namespace + ":" + name));
  }

  private static boolean confirms(TokenClaims claims, String namespace, String name) {
    return claims.text("kubernetes.io/namespace").equals(Optional.of(namespace))
        && claims.text("kubernetes.io/serviceaccount/name").equals(Optional.of(name));
  }
}
