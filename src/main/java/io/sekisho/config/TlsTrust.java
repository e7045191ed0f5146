package io.sekisho.config;

import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** By which certificates others are known over TLS, and what they are shown; read at start. */
public final class TlsTrust {

  private TlsTrust() {}

  /**
   * The trust of an entry of the TLS registry, or the JVM's.
   *
   * @param key the configuration key that names it, for errors
   * @throws IllegalStateException naming the key, if there is no such entry or it trusts everybody
   */
  public static SSLContext of(
      Optional<String> name, String key, TlsConfigurationRegistry registry) {
    try {
      return name.isEmpty()
          ? SSLContext.getDefault()
          : verifying(name.get(), key, registry).createSSLContext();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("the JVM's trust store cannot be used", e);
    } catch (IllegalStateException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(key + ": " + name.orElse("") + " cannot be used", e);
    }
  }

  private static TlsConfiguration verifying(
      String name, String key, TlsConfigurationRegistry registry) {
    TlsConfiguration configuration =
        registry
            .get(name)
            .orElseThrow(
                () -> new IllegalStateException(key + ": there is no quarkus.tls." + name));
    if (configuration.isTrustAll()) {
      throw new IllegalStateException(key + ": " + name + " trusts everybody");
    }
    return configuration;
  }
}
