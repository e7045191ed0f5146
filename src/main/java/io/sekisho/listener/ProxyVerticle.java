package io.sekisho.listener;

import io.sekisho.config.SekishoConfig;
import io.sekisho.egress.NameResolver;
import io.sekisho.passage.Arrival;
import io.sekisho.wire.Pipes;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;

/**
 * The listeners on one event loop. All instances share the ports; Vert.x spreads connections on
 * them.
 */
final class ProxyVerticle extends AbstractVerticle {

  private static final int ACCEPT_BACKLOG = 4_096;

  private final ProxyParts parts;
  private final SekishoConfig config;
  private NameResolver resolver;
  private Pipes pipes;
  private NetServer plain;
  private NetServer tls;

  ProxyVerticle(ProxyParts parts) {
    this.parts = parts;
    this.config = parts.config();
  }

  int port() {
    return plain == null ? 0 : plain.actualPort();
  }

  int tlsPort() {
    return tls == null ? 0 : tls.actualPort();
  }

  @Override
  public void start(Promise<Void> started) {
    resolver = parts.ways().resolver(vertx);
    Stages stages =
        new Stages(
            parts.draining(),
            parts.authenticator(),
            config.identity().timeout(),
            parts.policies(),
            resolver,
            parts.selector(),
            parts.limits(),
            config.audit().commitTimeout(),
            parts.ways().reach(vertx, resolver),
            config.proxy().realm(),
            parts.journal(),
            parts.stamp(),
            parts.meters());
    pipes = config.tunnel().splice() ? parts.traffic().pipes() : Pipes.none();
    Entrance entrance = new Entrance(parts, stages, pipes, (ContextInternal) context);
    Future<Void> listening = Future.succeededFuture();
    if (config.proxy().plain()) {
      plain = vertx.createNetServer(options(config.proxy().port(), -1));
      plain.connectHandler(socket -> entrance.accept(socket, Arrival.Listener.PLAIN));
      listening = plain.listen().mapEmpty();
    }
    if (parts.tls().isOn()) {
      // Plain to Vert.x: a PROXY protocol header may come before TLS.
      tls = vertx.createNetServer(options(config.proxy().tls().port(), -2));
      tls.connectHandler(socket -> entrance.accept(socket, Arrival.Listener.TLS));
      listening = listening.compose(done -> tls.listen().mapEmpty());
    }
    listening.onComplete(started);
  }

  @Override
  public void stop() {
    resolver.close();
    pipes.close();
  }

  /**
   * @param anyPort a negative number is, to Vert.x, one free port that all instances share
   */
  private NetServerOptions options(int port, int anyPort) {
    return new NetServerOptions()
        .setHost(config.proxy().host())
        .setPort(port == 0 ? anyPort : port)
        .setAcceptBacklog(ACCEPT_BACKLOG)
        .setTcpNoDelay(true)
        .setTcpKeepAlive(true)
        .setTcpQuickAck(true);
  }
}
