package io.sekisho.egress;

import io.quarkus.tls.TlsConfigurationRegistry;
import io.sekisho.config.SekishoConfig;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes the ways out from the configuration. */
final class EgressProducer {

  @Produces
  @Singleton
  static Ways ways(SekishoConfig config, TlsConfigurationRegistry registry) {
    return new Ways(
        config.egress().dns(),
        DialBounds.of(config.egress()),
        ParentProxy.of(config.egress(), registry),
        config.proxy().realm());
  }
}
