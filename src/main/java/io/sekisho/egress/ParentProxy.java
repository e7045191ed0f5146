package io.sekisho.egress;

import io.quarkus.tls.TlsConfigurationRegistry;
import io.sekisho.config.SekishoConfig;
import io.sekisho.config.TlsTrust;
import io.sekisho.destination.Authority;
import io.sekisho.destination.SyntaxException;
import io.sekisho.wire.Carrier;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jboss.logging.Logger;

/** The proxy that all tunnels go through, and what it is shown. Shared by all event loops. */
public final class ParentProxy {

  private static final Logger LOG = Logger.getLogger(ParentProxy.class);

  private final Authority authority;
  private final Optional<String> authorization;
  private final Optional<SSLContext> tls;
  private final AtomicBoolean rejected = new AtomicBoolean();

  /**
   * @param authorization the value of Proxy-Authorization
   * @param tls the trust for the way there, if that is TLS
   */
  ParentProxy(Authority authority, Optional<String> authorization, Optional<SSLContext> tls) {
    this.authority = authority;
    this.authorization = authorization;
    this.tls = tls;
  }

  /**
   * The configured one.
   *
   * @throws IllegalStateException naming the key that is wrong
   */
  static Optional<ParentProxy> of(SekishoConfig.Egress config, TlsConfigurationRegistry registry) {
    return config
        .parent()
        .map(ParentProxy::uri)
        .map(
            uri ->
                new ParentProxy(
                    Authority.parse(uri.getRawAuthority()),
                    config.parentAuthorization().map(ParentProxy::fieldValue),
                    uri.getScheme().equals("https")
                        ? Optional.of(
                            TlsTrust.of(
                                config.parentTlsConfiguration(),
                                "sekisho.egress.parent-tls-configuration",
                                registry))
                        : Optional.empty()));
  }

  Authority authority() {
    return authority;
  }

  Optional<String> authorization() {
    return authorization;
  }

  /** What a connection to it is. */
  Carrier carrier() {
    return tls.isPresent() ? Carrier.TLS : Carrier.TCP;
  }

  /** A new engine that takes no certificate but one for the parent's host; empty without TLS. */
  Optional<SSLEngine> tlsEngine() {
    return tls.map(
        context -> {
          SSLEngine engine = context.createSSLEngine(authority.host().text(), authority.port());
          engine.setUseClientMode(true);
          SSLParameters parameters = engine.getSSLParameters();
          parameters.setEndpointIdentificationAlgorithm("HTTPS");
          parameters.setApplicationProtocols(new String[] {"http/1.1"});
          engine.setSSLParameters(parameters);
          return engine;
        });
  }

  /** Tells the operator, once until it is accepted again. */
  void authorizationRejected() {
    if (!rejected.getAndSet(true)) {
      LOG.errorf(
          "the parent proxy %s does not accept sekisho.egress.parent-authorization (407)",
          authority);
    }
  }

  void authorizationAccepted() {
    rejected.set(false);
  }

  private static URI uri(String text) {
    try {
      URI uri = new URI(text);
      boolean plain =
          List.of("http", "https").contains(String.valueOf(uri.getScheme()))
              && uri.getRawAuthority() != null
              && List.of("", "/").contains(uri.getRawPath())
              && uri.getRawQuery() == null
              && uri.getRawFragment() == null;
      if (plain && uri.getRawAuthority().indexOf('@') < 0) {
        Authority.parse(uri.getRawAuthority());
        return uri;
      }
    } catch (URISyntaxException | SyntaxException e) {
      // Told below: their messages would repeat the text, which may hold a password.
    }
    throw new IllegalStateException(
        "sekisho.egress.parent: not http://host:port or https://host:port;"
            + " credentials belong into sekisho.egress.parent-authorization");
  }

  private static String fieldValue(String text) {
    if (text.isBlank() || !text.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
      throw new IllegalStateException(
          "sekisho.egress.parent-authorization: not the value of a header field");
    }
    return text.strip();
  }
}
