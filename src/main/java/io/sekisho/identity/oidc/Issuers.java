package io.sekisho.identity.oidc;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.sekisho.config.SekishoConfig;
import io.sekisho.config.TlsTrust;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The issuers beside the default one ({@code sekisho.identity.issuers}), by {@code iss}. */
@ApplicationScoped
public class Issuers {

  private static final Duration PAUSE = Duration.ofMinutes(1);
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(10);

  private final IssuerSettings settings;
  private final TlsConfigurationRegistry registry;
  private final Clock clock;
  private final Map<String, Issuer> byIssuer = new HashMap<>();
  private final List<HttpKeySource> sources = new ArrayList<>();

  Issuers(SekishoConfig config, TlsConfigurationRegistry registry, Clock clock) {
    this.settings = new IssuerSettings(config.identity());
    this.registry = registry;
    this.clock = clock;
    settings.validate();
    config.identity().issuers().forEach(this::add);
  }

  /** The one with this {@code iss}. */
  Optional<Issuer> named(String iss) {
    return Optional.ofNullable(byIssuer.get(iss));
  }

  /** Whom the default issuer's tokens name. */
  Naming.Reader defaultNames() {
    return settings.defaultNames();
  }

  /** What is configured wrong is told at start, and not to the first caller. */
  void start(@Observes StartupEvent event) {
    byIssuer.values().forEach(Issuer::prepare);
  }

  @PreDestroy
  void stop() {
    sources.forEach(HttpKeySource::close);
  }

  private void add(String name, SekishoConfig.Identity.Issuer issuer) {
    HttpKeySource source =
        new HttpKeySource(
            name,
            new HttpKeySource.Place(
                issuer.issuer(),
                issuer.jwksUrl().map(URI::create),
                issuer.tokenFile().map(Path::of),
                TlsTrust.of(
                    issuer.tlsConfiguration(),
                    "sekisho.identity.issuers." + name + ".tls-configuration",
                    registry),
                // Discovery takes two requests, and both together no longer than a verification.
                settings.identity().timeout().dividedBy(2)));
    sources.add(source);
    IssuerKeys.Limits limits =
        new IssuerKeys.Limits(
            issuer.keysRefresh(), issuer.keysMaxStaleness(), PAUSE, PAUSE_AFTER_FAILURE);
    byIssuer.put(
        issuer.issuer(),
        new Issuer(name, settings.rules(name), new IssuerKeys(name, source, limits, clock), clock));
  }
}
