package io.sekisho.operation;

import io.netty.channel.epoll.Epoll;
import io.sekisho.audit.ProofKeys;
import io.sekisho.config.NodeName;
import io.sekisho.config.SekishoConfig;
import io.sekisho.config.SekishoConfig.Audit.WhenUnavailable;
import io.sekisho.config.SekishoConfig.Identity.Issuer.Kind;
import io.sekisho.listener.ProxyServer;
import io.sekisho.policy.CurrentPolicies;
import io.sekisho.stream.AuditStreams;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

/** Tells the operator what runs, and what about it is unsafe. */
@ApplicationScoped
public class StartupSummary {

  private static final Logger LOG = Logger.getLogger(StartupSummary.class);

  /** Of the secret that sessions are encrypted by, in characters; Quarkus makes one else. */
  private static final int SESSION_KEY = 32;

  private final Config config;
  private final SekishoConfig sekisho;
  private final NodeName node;
  private final ProxyServer proxy;
  private final CurrentPolicies policies;
  private final ProofKeys keys;
  private final AuditStreams streams;
  private final Vertx vertx;

  StartupSummary(
      Config config,
      SekishoConfig sekisho,
      NodeName node,
      ProxyServer proxy,
      CurrentPolicies policies,
      ProofKeys keys,
      AuditStreams streams,
      Vertx vertx) {
    this.config = config;
    this.sekisho = sekisho;
    this.node = node;
    this.proxy = proxy;
    this.policies = policies;
    this.keys = keys;
    this.streams = streams;
    this.vertx = vertx;
  }

  void log() {
    LOG.infof(
        "sekisho is up: node=%s proxy=%s plain=%s tls=%s api=%s management=%s transport=%s",
        node.value(),
        sekisho.proxy().host(),
        portOrOff(proxy.port()),
        portOrOff(proxy.tlsPort()),
        value("quarkus.http.port"),
        value("quarkus.management.port"),
        vertx.isNativeTransportEnabled() ? "epoll" : "nio");
    LOG.infof(
        "issuer=%s audience=%s database=%s",
        value("quarkus.oidc.auth-server-url"),
        value("quarkus.oidc.token.audience"),
        withoutParameters(value("quarkus.datasource.jdbc.url")));
    sekisho
        .identity()
        .issuers()
        .forEach(
            (name, issuer) ->
                LOG.infof(
                    "issuer %s=%s kind=%s audience=%s",
                    name,
                    issuer.issuer(),
                    issuer.kind(),
                    issuer.audience().map(all -> String.join(",", all)).orElse("-")));
    LOG.infof(
        "tunnels: idle-timeout=%s max-duration=%s on-token-expiry=%s",
        sekisho.tunnel().idleTimeout(),
        sekisho.tunnel().maxDuration(),
        sekisho.tunnel().onTokenExpiry().name().toLowerCase(Locale.ROOT));
    policies
        .newest()
        .ifPresent(
            snapshot -> LOG.infof("policies=%d version=%d", snapshot.size(), snapshot.version()));
    LOG.infof(
        "audit log signed with key=%s public=%s",
        keys.signing().publicKey().id(), keys.signing().publicKey().base64());
    LOG.infof(
        "audit: when-unavailable=%s spool-directory=%s spool-max-size=%d spool-after=%s",
        sekisho.audit().whenUnavailable().name().toLowerCase(Locale.ROOT),
        sekisho.audit().spoolDirectory(),
        sekisho.audit().spoolMaxSize().asLongValue(),
        sekisho.audit().spoolAfter());
    LOG.infof(
        "watch=%s webhook=%s",
        sekisho.watch().enabled() ? "on" : "off",
        sekisho.watch().webhook().url().map(StartupSummary::origin).orElse("-"));
    LOG.infof("console=%s", sekisho.console().enabled() ? "on" : "off");
    streams.all().forEach(stream -> LOG.infof("stream %s kind=%s", stream.stream(), stream.kind()));
    warnings().forEach(LOG::warn);
  }

  /** Its path may be what lets anybody in. */
  private static String origin(String url) {
    URI uri = URI.create(url);
    return uri.getScheme() + "://" + uri.getRawAuthority();
  }

  /** Every setting that an operator should think about twice. */
  List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    if (config.getOptionalValue("quarkus.oidc.token.audience", String.class).isEmpty()) {
      warnings.add(
          "unsafe: any token of the issuer is a pass, whoever it was made for;"
              + " set quarkus.oidc.token.audience");
    }
    if (value("quarkus.oidc.auth-server-url").startsWith("http:")) {
      warnings.add(
          "unsafe: the issuer's keys come over plain HTTP; set quarkus.oidc.auth-server-url to https");
    }
    if (value("quarkus.oidc.tls.verification").equals("none")) {
      warnings.add(
          "unsafe: the issuer's certificate is not verified; unset quarkus.oidc.tls.verification");
    }
    sekisho
        .identity()
        .issuers()
        .forEach((name, issuer) -> warnings.addAll(issuerWarnings(name, issuer)));
    if (sekisho.proxy().plain()) {
      warnings.add(
          "unsafe: passes cross the network unencrypted on the plain listener; keep it inside a"
              + " trusted network, or serve TLS (sekisho.proxy.tls.configuration) and switch it off"
              + " (sekisho.proxy.plain)");
    }
    if (proxy.port() == 0 && proxy.tlsPort() == 0) {
      warnings.add(
          "there is no listener: sekisho.proxy.plain is off and sekisho.proxy.tls.configuration is"
              + " not set");
    }
    sekisho
        .egress()
        .permittedSpecialRanges()
        .ifPresent(
            ranges ->
                warnings.add(
                    "unsafe: policies may open special-purpose addresses "
                        + String.join(", ", ranges)
                        + " (sekisho.egress.permitted-special-ranges)"));
    sekisho.egress().parent().ifPresent(parent -> warnings.addAll(parentWarnings(parent)));
    if (sekisho.audit().whenUnavailable() == WhenUnavailable.SPOOL) {
      warnings.add(
          "while the database is away, audit records are on this machine's disk alone;"
              + " sekisho.audit.spool-directory must outlive this process, and be no other's");
    }
    keys.warning().ifPresent(warnings::add);
    if (sekisho.watch().webhook().url().filter(url -> url.startsWith("http:")).isPresent()) {
      warnings.add(
          "unsafe: alerts, and what the webhook is shown for authorization, cross the network"
              + " unencrypted; set sekisho.watch.webhook.url to https");
    }
    warnings.addAll(streams.warnings());
    if (sekisho.console().enabled()) {
      warnings.addAll(consoleWarnings());
    }
    if (policies.newest().map(snapshot -> snapshot.size() == 0).orElse(true)) {
      warnings.add("there are no policies yet: every request is denied; see /api/v1/policies");
    }
    if (!vertx.isNativeTransportEnabled()) {
      warnings.add("native transport is off (" + reason() + "): throughput will be lower");
    }
    return warnings;
  }

  private List<String> consoleWarnings() {
    List<String> warnings = new ArrayList<>();
    if (!value("quarkus.oidc.console.authentication.cookie-force-secure").equals("true")) {
      warnings.add(
          "unsafe: sessions of the console may cross the network unencrypted; serve it over https"
              + " and set quarkus.oidc.console.authentication.cookie-force-secure and"
              + " quarkus.oidc.console.authentication.force-redirect-https-scheme");
    }
    boolean lasting =
        value("quarkus.oidc.console.credentials.secret").length() >= SESSION_KEY
            || value("quarkus.oidc.console.token-state-manager.encryption-secret").length()
                >= SESSION_KEY;
    if (!lasting) {
      warnings.add(
          "sessions of the console end with this process, and no other replica knows them: they are"
              + " encrypted by quarkus.oidc.console.credentials.secret, which has less than "
              + SESSION_KEY
              + " characters");
    }
    return warnings;
  }

  private static List<String> issuerWarnings(String name, SekishoConfig.Identity.Issuer issuer) {
    String keys = "sekisho.identity.issuers." + name;
    List<String> warnings = new ArrayList<>();
    if (issuer.audience().isEmpty()) {
      warnings.add(
          "unsafe: any token of the issuer "
              + name
              + " is a pass, whoever it was made for; set "
              + keys
              + ".audience");
    }
    if (issuer.jwksUrl().orElse(issuer.issuer()).startsWith("http:")) {
      warnings.add(
          "unsafe: the keys of the issuer "
              + name
              + " come over plain HTTP; set "
              + keys
              + (issuer.jwksUrl().isPresent() ? ".jwks-url" : ".issuer")
              + " to https");
    }
    if (issuer.kind() == Kind.PEOPLE && issuer.prefix().equals(Optional.of("-"))) {
      warnings.add(
          "unsafe: users and groups of the issuer "
              + name
              + " may have the names of the default issuer's; unset "
              + keys
              + ".prefix");
    }
    return warnings;
  }

  private static String portOrOff(int port) {
    return port == 0 ? "off" : Integer.toString(port);
  }

  private List<String> parentWarnings(String parent) {
    List<String> warnings = new ArrayList<>();
    warnings.add(
        "unsafe: names are resolved by the parent proxy "
            + parent
            + " (sekisho.egress.parent): what addresses they have is neither seen nor guarded here,"
            + " and no policy by cidr applies to them");
    if (parent.startsWith("http:") && sekisho.egress().parentAuthorization().isPresent()) {
      warnings.add(
          "unsafe: sekisho.egress.parent-authorization crosses the network unencrypted;"
              + " set sekisho.egress.parent to https");
    }
    return warnings;
  }

  private static String reason() {
    return Optional.ofNullable(Epoll.unavailabilityCause())
        .map(Throwable::getMessage)
        .orElse("quarkus.vertx.prefer-native-transport");
  }

  private String value(String key) {
    return config.getOptionalValue(key, String.class).orElse("-");
  }

  /** A JDBC URL may carry a password among its parameters. */
  private static String withoutParameters(String url) {
    int question = url.indexOf('?');
    return question < 0 ? url : url.substring(0, question);
  }
}
