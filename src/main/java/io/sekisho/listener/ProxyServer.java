package io.sekisho.listener;

import io.netty.util.concurrent.MultithreadEventExecutorGroup;
import io.sekisho.audit.AuditJournal;
import io.sekisho.audit.RecordStamp;
import io.sekisho.config.SekishoConfig;
import io.sekisho.egress.RouteSelector;
import io.sekisho.identity.Authenticator;
import io.sekisho.policy.CurrentPolicies;
import io.sekisho.telemetry.Meters;
import io.sekisho.tunnel.Revocation;
import io.sekisho.tunnel.Traffic;
import io.sekisho.tunnel.TunnelRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The listener as a whole: one {@link ProxyVerticle} on each event loop of the managed Vert.x. */
@ApplicationScoped
public class ProxyServer {

  private static final int START_SECONDS = 30;

  private final Vertx vertx;
  private final Parts parts;
  private final List<ProxyVerticle> verticles = new CopyOnWriteArrayList<>();

  /** What all instances share. */
  record Parts(
      SekishoConfig config,
      Draining draining,
      AdmissionGate gate,
      Authenticator authenticator,
      CurrentPolicies policies,
      RouteSelector selector,
      AuditJournal journal,
      RecordStamp stamp,
      TunnelRegistry tunnels,
      Revocation revocation,
      Traffic traffic,
      Meters meters) {}

  ProxyServer(
      Vertx vertx,
      SekishoConfig config,
      Draining draining,
      AdmissionGate gate,
      Authenticator authenticator,
      CurrentPolicies policies,
      RouteSelector selector,
      AuditJournal journal,
      RecordStamp stamp,
      TunnelRegistry tunnels,
      Revocation revocation,
      Traffic traffic,
      Meters meters) {
    this.vertx = vertx;
    this.parts =
        new Parts(
            config,
            draining,
            gate,
            authenticator,
            policies,
            selector,
            journal,
            stamp,
            tunnels,
            revocation,
            traffic,
            meters);
  }

  /**
   * Starts to listen; returns when it does.
   *
   * @throws IllegalStateException if it cannot
   */
  public void start() {
    int loops =
        ((MultithreadEventExecutorGroup) ((VertxInternal) vertx).getEventLoopGroup())
            .executorCount();
    try {
      vertx
          .deployVerticle(this::instance, new DeploymentOptions().setInstances(loops))
          .toCompletionStage()
          .toCompletableFuture()
          .get(START_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      SekishoConfig.Proxy proxy = parts.config().proxy();
      throw new IllegalStateException(
          "cannot listen on "
              + proxy.host()
              + ":"
              + proxy.port()
              + " (sekisho.proxy.host, sekisho.proxy.port)",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while starting", e);
    }
  }

  /** The port it listens on; 0 if it does not. */
  public int port() {
    return verticles.isEmpty() ? 0 : verticles.get(0).port();
  }

  private ProxyVerticle instance() {
    ProxyVerticle verticle = new ProxyVerticle(parts);
    verticles.add(verticle);
    return verticle;
  }
}
