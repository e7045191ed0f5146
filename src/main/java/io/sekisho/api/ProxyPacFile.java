package io.sekisho.api;

import io.quarkus.runtime.Startup;
import io.sekisho.config.SekishoConfig;
import io.sekisho.destination.SyntaxException;
import io.sekisho.egress.SpecialPurposeRanges;
import io.sekisho.pac.PacScript;
import io.sekisho.pac.ProxyAddress;
import io.sekisho.policy.CurrentPolicies;
import io.sekisho.policy.Policy;
import io.sekisho.policy.PolicySnapshot;
import io.sekisho.policy.Target;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The script as it is now. What is long in it does not depend on who asks, and is made once for a
 * version of the policies: nobody needs a pass to ask for it.
 */
@Startup
@Singleton
class ProxyPacFile {

  private final CurrentPolicies policies;
  private final Clock clock;
  private final boolean enabled;
  private final ProxyAddresses proxies;
  private final PacScript script;
  private Made made;

  ProxyPacFile(
      SekishoConfig config, CurrentPolicies policies, ProxyAddresses proxies, Clock clock) {
    this.policies = policies;
    this.clock = clock;
    SekishoConfig.Pac pac = config.pac();
    this.enabled = pac.enabled();
    this.proxies = proxies;
    this.script =
        new PacScript(pac.names(), pac.otherwise(), direct(pac.direct()), SpecialPurposeRanges.ALL);
  }

  /** A script and its entity tag. */
  record Script(String text, String tag) {}

  /**
   * The script; empty if it is switched off, or if no proxy is known and none is served.
   *
   * @param host the request's Host field; where the proxy is if no key says
   * @throws InvalidRequest if it is needed and names no host
   */
  Optional<Script> script(String host) {
    List<ProxyAddress> asked = enabled ? asked(host) : List.of();
    if (asked.isEmpty()) {
      return Optional.empty();
    }
    String first = PacScript.proxyLine(asked);
    Made now = current();
    return Optional.of(new Script(first + now.body(), digest(first + now.digest())));
  }

  /** TLS alone if it is served: a browser that cannot reach it must not show its pass in clear. */
  private List<ProxyAddress> asked(String host) {
    return proxies.configured().isEmpty()
        ? proxies.served(host).stream().limit(1).toList()
        : proxies.configured();
  }

  private synchronized Made current() {
    Optional<PolicySnapshot> snapshot = policies.newest();
    Instant now = clock.instant();
    if (made == null || !made.isFor(snapshot, now)) {
      List<Policy> all = snapshot.map(PolicySnapshot::policies).orElse(List.of());
      String body = script.body(all, now);
      made =
          new Made(
              snapshot,
              now,
              snapshot.flatMap(set -> set.nextBoundaryAfter(now)).orElse(Instant.MAX),
              body,
              digest(body));
    }
    return made;
  }

  private record Made(
      Optional<PolicySnapshot> snapshot, Instant from, Instant until, String body, String digest) {

    boolean isFor(Optional<PolicySnapshot> current, Instant time) {
      return snapshot.equals(current) && !time.isBefore(from) && time.isBefore(until);
    }
  }

  private static Target target(String text) {
    return text.indexOf('/') < 0 ? Target.host(text) : Target.cidr(text);
  }

  private static List<Target> direct(Optional<List<String>> texts) {
    try {
      return texts.orElse(List.of()).stream().map(String::strip).map(ProxyPacFile::target).toList();
    } catch (SyntaxException e) {
      throw new IllegalStateException("sekisho.pac.direct: " + e.getMessage(), e);
    }
  }

  private static String digest(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
