package io.sekisho.listener;

import io.netty.handler.ssl.SslContext;
import io.quarkus.tls.CertificateUpdatedEvent;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.sekisho.config.SekishoConfig;
import io.sekisho.config.SekishoConfig.Proxy.Tls.ClientCertificates;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.impl.SSLHelper;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/** The certificate and settings of the TLS listener, as the TLS registry has them now. */
@ApplicationScoped
public class TlsContexts {

  private static final Logger LOG = Logger.getLogger(TlsContexts.class);
  private static final int LOAD_SECONDS = 30;

  private final Vertx vertx;
  private final TlsConfigurationRegistry registry;
  private final SekishoConfig.Proxy.Tls config;
  private volatile SslContext current;

  TlsContexts(Vertx vertx, TlsConfigurationRegistry registry, SekishoConfig config) {
    this.vertx = vertx;
    this.registry = registry;
    this.config = config.proxy().tls();
  }

  /** Whether there is a TLS listener. */
  public boolean isOn() {
    return config.configuration().isPresent();
  }

  /**
   * Loads the named configuration; returns when it can be used.
   *
   * @throws IllegalStateException if it is missing or cannot be used
   */
  void load() {
    String name = config.configuration().orElseThrow();
    TlsConfiguration tls =
        registry
            .get(name)
            .orElseThrow(() -> unusable("there is no TLS configuration quarkus.tls." + name, null));
    try {
      current =
          build(tls).toCompletionStage().toCompletableFuture().get(LOAD_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw unusable(e.getCause().getMessage(), e.getCause());
    } catch (TimeoutException e) {
      throw unusable("it could not be loaded in time", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unusable("interrupted", e);
    }
  }

  /** What new connections use. */
  SslContext current() {
    return current;
  }

  /** New connections use what was reloaded; those that are open keep what they began with. */
  void reloaded(@Observes CertificateUpdatedEvent event) {
    if (!config.configuration().equals(Optional.of(event.name())) || current == null) {
      return;
    }
    build(event.tlsConfiguration())
        .onSuccess(
            context -> {
              current = context;
              LOG.infof(
                  "the certificate of the TLS listener was reloaded (quarkus.tls.%s)",
                  event.name());
            })
        .onFailure(
            failure ->
                LOG.errorf(
                    "the reloaded certificate of the TLS listener cannot be used, going on with the one"
                        + " before (quarkus.tls.%s): %s",
                    event.name(), failure.getMessage()));
  }

  private Future<SslContext> build(TlsConfiguration tls) {
    if (tls.getKeyStoreOptions() == null) {
      return Future.failedFuture("it has no key and certificate (key-store)");
    }
    ClientAuth clientAuth = clientAuth(tls);
    NetServerOptions options =
        new NetServerOptions().setSsl(true).setUseAlpn(true).setClientAuth(clientAuth);
    return new SSLHelper(options, List.of("h2", "http/1.1"))
        .buildContextProvider(
            tls.getSSLOptions().setUseAlpn(true), ((VertxInternal) vertx).getOrCreateContext())
        .map(provider -> provider.createContext(true, true));
  }

  private ClientAuth clientAuth(TlsConfiguration tls) {
    ClientCertificates wanted = config.clientCertificates();
    boolean verifiable = tls.getTrustStoreOptions() != null;
    if (wanted == ClientCertificates.REQUIRED && !verifiable) {
      throw unusable("client certificates are required, but it has no trust-store", null);
    }
    return switch (wanted) {
      case NONE -> ClientAuth.NONE;
      // Without a trust store the platform's own authorities would vouch for clients.
      case OPTIONAL -> verifiable ? ClientAuth.REQUEST : ClientAuth.NONE;
      case REQUIRED -> ClientAuth.REQUIRED;
    };
  }

  private static IllegalStateException unusable(String why, Throwable cause) {
    return new IllegalStateException("sekisho.proxy.tls.configuration: " + why, cause);
  }
}
