package io.sekisho.api;

import io.quarkus.runtime.Startup;
import io.sekisho.config.SekishoConfig;
import io.sekisho.destination.Authority;
import io.sekisho.destination.Host;
import io.sekisho.destination.SyntaxException;
import io.sekisho.egress.SpecialPurposeRanges;
import io.sekisho.listener.ProxyServer;
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
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The script as it is now. What is long in it does not depend on who asks, and is made once for a
 * version of the policies: nobody needs a pass to ask for it.
 */
@Startup
@Singleton
class ProxyPacFile {

  /** {@code host [":" port]}; what stands before the port is judged by {@link Host}. */
  private static final Pattern HOST_FIELD = Pattern.compile("(\\[[^]]*]|[^:]*)(?::[0-9]*)?");

  private final CurrentPolicies policies;
  private final ProxyServer listener;
  private final Clock clock;
  private final boolean enabled;
  private final List<ProxyAddress> proxies;
  private final PacScript script;
  private Made made;

  ProxyPacFile(SekishoConfig config, CurrentPolicies policies, ProxyServer listener, Clock clock) {
    this.policies = policies;
    this.listener = listener;
    this.clock = clock;
    SekishoConfig.Pac pac = config.pac();
    this.enabled = pac.enabled();
    this.proxies = parsed("sekisho.pac.proxy", pac.proxy(), ProxyAddress::parse);
    this.script =
        new PacScript(
            pac.names(),
            pac.otherwise(),
            parsed("sekisho.pac.direct", pac.direct(), ProxyPacFile::target),
            SpecialPurposeRanges.ALL);
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
    List<ProxyAddress> asked = proxies.isEmpty() ? served(host) : proxies;
    if (!enabled || asked.isEmpty()) {
      return Optional.empty();
    }
    String first = PacScript.proxyLine(asked);
    Made now = current();
    return Optional.of(new Script(first + now.body(), digest(first + now.digest())));
  }

  /** TLS alone if it is served: a browser that cannot reach it must not show its pass in clear. */
  private List<ProxyAddress> served(String hostField) {
    boolean tls = listener.tlsPort() != 0;
    int port = tls ? listener.tlsPort() : listener.port();
    return !enabled || port == 0
        ? List.of()
        : List.of(new ProxyAddress(tls, new Authority(host(hostField), port)));
  }

  private static Host host(String field) {
    Matcher parts = HOST_FIELD.matcher(field == null ? "" : field);
    try {
      if (parts.matches()) {
        return Host.parse(parts.group(1));
      }
    } catch (SyntaxException e) {
      // Told below; the text is not repeated.
    }
    throw InvalidRequest.at("Host", "must name the host at which the proxy is");
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

  private static <T> List<T> parsed(
      String key, Optional<List<String>> texts, Function<String, T> parser) {
    try {
      return texts.orElse(List.of()).stream().map(String::strip).map(parser).toList();
    } catch (SyntaxException e) {
      throw new IllegalStateException(key + ": " + e.getMessage(), e);
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
