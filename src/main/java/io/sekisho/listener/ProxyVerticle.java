package io.sekisho.listener;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.sekisho.audit.AuditRecord;
import io.sekisho.config.SekishoConfig;
import io.sekisho.connect.Answer;
import io.sekisho.connect.Refusal;
import io.sekisho.connect.RefusalReason;
import io.sekisho.egress.Dialer;
import io.sekisho.egress.NameResolver;
import io.sekisho.passage.Attempt;
import io.sekisho.tunnel.CloseReason;
import io.sekisho.tunnel.Tunnel;
import io.sekisho.tunnel.TunnelLimits;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Promise;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.impl.NetSocketInternal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.jboss.logging.Logger;

/**
 * The listener on one event loop. All instances share the port; Vert.x spreads connections on them.
 */
final class ProxyVerticle extends AbstractVerticle implements ClientConnection.Host {

  private static final Logger LOG = Logger.getLogger(ProxyVerticle.class);
  private static final int ACCEPT_BACKLOG = 4_096;

  private final ProxyParts parts;
  private final SekishoConfig config;
  private final Answer answer;
  private final TunnelLimits limits;
  private Stages stages;
  private NameResolver resolver;
  private NetServer server;

  ProxyVerticle(ProxyParts parts) {
    this.parts = parts;
    this.config = parts.config();
    this.answer = new Answer(config.proxy().realm());
    SekishoConfig.Tunnel tunnel = config.tunnel();
    this.limits =
        new TunnelLimits(tunnel.idleTimeout(), tunnel.halfCloseTimeout(), tunnel.maxDuration());
  }

  int port() {
    return server.actualPort();
  }

  @Override
  public void start(Promise<Void> started) {
    resolver = new NameResolver(vertx, config.egress().dns());
    stages =
        new Stages(
            parts.draining(),
            parts.authenticator(),
            config.identity().timeout(),
            parts.policies(),
            resolver,
            parts.selector(),
            new Dialer(vertx, config.egress().connectTimeout()),
            parts.journal(),
            parts.stamp(),
            parts.meters());
    int port = config.proxy().port();
    server =
        vertx.createNetServer(
            new NetServerOptions()
                .setHost(config.proxy().host())
                // To Vert.x, any negative port is one free port that all instances share.
                .setPort(port == 0 ? -1 : port)
                .setAcceptBacklog(ACCEPT_BACKLOG)
                .setTcpNoDelay(true)
                .setTcpKeepAlive(true)
                .setTcpQuickAck(true));
    server.connectHandler(this::accept).listen().<Void>mapEmpty().onComplete(started);
  }

  @Override
  public void stop() {
    resolver.close();
  }

  private void accept(NetSocket socket) {
    ChannelHandlerContext vertxHandler = ((NetSocketInternal) socket).channelHandlerContext();
    Channel channel = vertxHandler.channel();
    channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    if (!(channel.remoteAddress() instanceof InetSocketAddress remote)) {
      // Reset before it was accepted.
      vertxHandler.close();
      return;
    }
    InetSocketAddress client = plain(remote);
    Attempt attempt = Attempt.accepted(parts.stamp().id(), parts.stamp().now(), client);
    Passage passage =
        new Passage(stages, (ContextInternal) context, attempt, () -> !channel.isActive());
    HeadDecoder decoder =
        new HeadDecoder(Math.toIntExact(config.proxy().maxHeadSize().asLongValue()));
    ClientConnection connection =
        new ClientConnection(
            channel, decoder, passage, this, parts.draining(), config.proxy().headTimeout());
    // In front of Vert.x' own handler, which from here on only watches over the channel's life.
    channel
        .pipeline()
        .addBefore(vertxHandler.name(), "head", decoder)
        .addBefore(vertxHandler.name(), "connection", connection);
    admit(connection, client.getAddress());
  }

  private void admit(ClientConnection connection, InetAddress source) {
    boolean within = parts.gate().entered(source);
    connection.channel().closeFuture().addListener(closed -> parts.gate().left());
    connection.whenSettled(() -> parts.gate().settled(source));
    if (!within) {
      connection.refuse(
          Refusal.of(RefusalReason.OVERLOADED, "too many connections, in all or from this source"));
    }
  }

  @Override
  public byte[] refused(Passage passage, Refused refused) {
    Attempt attempt = passage.attempt();
    Refusal refusal = refused.refusal();
    if (!refused.isRecorded()) {
      parts
          .journal()
          .append(
              new AuditRecord.Refused(parts.stamp().id(), parts.stamp().now(), attempt, refusal));
    }
    parts.meters().request(refusal.reason().label());
    return answer.refused(refusal, attempt.id(), attempt.caller().isPresent());
  }

  @Override
  public void opened(ClientConnection connection, Passage.Opening opening) {
    Attempt attempt = connection.passage().attempt();
    Tunnel tunnel =
        new Tunnel(
            attempt,
            opening.time(),
            connection,
            opening.target(),
            limits,
            parts.traffic(),
            this::ended);
    parts.tunnels().add(tunnel);
    parts.meters().request("opened");
    try {
      byte[] established = answer.established(attempt.id());
      connection.channel().writeAndFlush(Unpooled.wrappedBuffer(established));
      tunnel.start();
    } catch (RuntimeException e) {
      // Never expected; but a tunnel that does not start would never end either.
      LOG.error("a tunnel could not be started", e);
      connection.drop();
      opening.target().drop();
      ended(new Tunnel.Ending(tunnel, CloseReason.NOT_OPENED, 0, 0));
    }
    parts.revocation().checkLateComer(tunnel);
  }

  private void ended(Tunnel.Ending ending) {
    parts
        .journal()
        .append(
            new AuditRecord.Closed(
                parts.stamp().id(),
                parts.stamp().now(),
                ending.tunnel().attempt().id(),
                ending.reason(),
                ending.bytesUp(),
                ending.bytesDown()));
    parts.meters().tunnelClosed(ending.reason().label());
    parts.tunnels().remove(ending.tunnel());
  }

  /** An IPv4 client of a dual-stack socket under its IPv4 address. */
  private static InetSocketAddress plain(InetSocketAddress remote) {
    try {
      return new InetSocketAddress(
          InetAddress.getByAddress(remote.getAddress().getAddress()), remote.getPort());
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address has 4 or 16 bytes", e);
    }
  }
}
