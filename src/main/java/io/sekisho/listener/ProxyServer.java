package io.sekisho.listener;

import io.netty.util.concurrent.MultithreadEventExecutorGroup;
import io.sekisho.config.SekishoConfig;
import io.sekisho.destination.Host;
import io.sekisho.egress.OwnPorts;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/** The listener as a whole: one {@link ProxyVerticle} on each event loop of the managed Vert.x. */
@ApplicationScoped
public class ProxyServer {

  private static final Logger LOG = Logger.getLogger(ProxyServer.class);
  private static final int START_SECONDS = 30;

  private final Vertx vertx;
  private final ProxyParts parts;
  private final OwnPorts ownPorts;
  private Future<String> deployment;
  private final List<ProxyVerticle> verticles = new CopyOnWriteArrayList<>();

  ProxyServer(Vertx vertx, ProxyParts parts, OwnPorts ownPorts) {
    this.vertx = vertx;
    this.parts = parts;
    this.ownPorts = ownPorts;
  }

  /**
   * Starts to listen; returns when it does.
   *
   * @throws IllegalStateException if it cannot
   */
  public void start() {
    Host.prepare();
    if (parts.tls().isOn()) {
      parts.tls().load();
    }
    int loops =
        ((MultithreadEventExecutorGroup) ((VertxInternal) vertx).getEventLoopGroup())
            .executorCount();
    try {
      deployment =
          vertx.deployVerticle(this::instance, new DeploymentOptions().setInstances(loops));
      deployment.toCompletionStage().toCompletableFuture().get(START_SECONDS, TimeUnit.SECONDS);
      ownPorts.add(port());
      ownPorts.add(tlsPort());
    } catch (ExecutionException | TimeoutException e) {
      SekishoConfig.Proxy proxy = parts.config().proxy();
      throw new IllegalStateException(
          "cannot listen on "
              + proxy.host()
              + ", ports "
              + proxy.port()
              + " (sekisho.proxy.host, sekisho.proxy.port) and, with TLS, "
              + proxy.tls().port()
              + " (sekisho.proxy.tls.port)",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while starting", e);
    }
  }

  /** Stops to listen and closes whatever is still connected. */
  public void stop() {
    try {
      deployment
          .compose(vertx::undeploy)
          .toCompletionStage()
          .toCompletableFuture()
          .get(START_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.warnf("the listener did not close in order: %s", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The plain port it listens on; 0 if it does not. */
  public int port() {
    return verticles.isEmpty() ? 0 : verticles.get(0).port();
  }

  /** The TLS port it listens on; 0 if it does not. */
  public int tlsPort() {
    return verticles.isEmpty() ? 0 : verticles.get(0).tlsPort();
  }

  private ProxyVerticle instance() {
    ProxyVerticle verticle = new ProxyVerticle(parts);
    verticles.add(verticle);
    return verticle;
  }
}
