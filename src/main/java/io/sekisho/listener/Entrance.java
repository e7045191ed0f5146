package io.sekisho.listener;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.sekisho.config.SekishoConfig;
import io.sekisho.connect.Refusal;
import io.sekisho.connect.RefusalReason;
import io.sekisho.destination.AddressBlock;
import io.sekisho.passage.Arrival;
import io.sekisho.passage.Attempt;
import io.sekisho.wire.Carrier;
import io.sekisho.wire.CloseNotify;
import io.sekisho.wire.Http2Carrier;
import io.sekisho.wire.Intake;
import io.sekisho.wire.Pipes;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.impl.NetSocketInternal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;

/**
 * From an accepted connection to a {@link Client} for each of its requests: in front of TLS the
 * PROXY protocol, behind TLS the version of HTTP that was agreed on.
 */
final class Entrance {

  /** How long a client that does not read may put off being cut. */
  private static final long CLOSE_NOTIFY_MILLIS = 500;

  private final ProxyParts parts;
  private final SekishoConfig.Proxy config;
  private final Stages stages;
  private final ContextInternal context;
  private final Outcomes outcomes;
  private final List<AddressBlock> trusted;
  private final Http2Connection.Limits http2Limits;

  Entrance(ProxyParts parts, Stages stages, Pipes pipes, ContextInternal context) {
    this.parts = parts;
    this.config = parts.config().proxy();
    this.stages = stages;
    this.context = context;
    this.outcomes = new Outcomes(parts, pipes);
    this.trusted = parts.trustedSources().blocks();
    this.http2Limits =
        new Http2Connection.Limits(
            config.tls().maxStreams(),
            Math.toIntExact(config.maxHeadSize().asLongValue()),
            config.headTimeout(),
            parts.config().tunnel().idleTimeout());
  }

  /** Takes a connection that was accepted on a listener. */
  void accept(NetSocket socket, Arrival.Listener listener) {
    ChannelHandlerContext vertxHandler = ((NetSocketInternal) socket).channelHandlerContext();
    Channel channel = vertxHandler.channel();
    channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    if (listener == Arrival.Listener.PLAIN) {
      channel.config().setRecvByteBufAllocator(new Intake());
    }
    if (!(channel.remoteAddress() instanceof InetSocketAddress remote)) {
      // Reset before it was accepted.
      vertxHandler.close();
      return;
    }
    AdmissionGate.Admission admission = parts.gate().admit();
    channel.closeFuture().addListener(closed -> admission.release());
    // In front of Vert.x' own handler, which from here on only watches over the channel's life.
    Connection connection = new Connection(channel, vertxHandler.name(), listener, admission);
    InetSocketAddress peer = plain(remote);
    if (trusted.stream().anyMatch(block -> block.contains(peer.getAddress()))) {
      ProxiedSource.await(
          channel.pipeline(),
          connection.tail,
          peer,
          config.headTimeout(),
          connection::from,
          () -> parts.meters().dropped("proxy_protocol"));
    } else {
      connection.from(peer);
    }
  }

  /** A connection on its way to its protocol. */
  private final class Connection {

    private final Channel channel;
    private final String tail;
    private final Arrival.Listener listener;
    private final AdmissionGate.Admission admission;
    private InetSocketAddress source;

    Connection(
        Channel channel,
        String tail,
        Arrival.Listener listener,
        AdmissionGate.Admission admission) {
      this.admission = admission;
      this.channel = channel;
      this.tail = tail;
      this.listener = listener;
    }

    void from(InetSocketAddress client) {
      source = client;
      boolean admitted = admission.comesFrom(client.getAddress());
      if (listener == Arrival.Listener.PLAIN) {
        http1(Carrier.TCP, Optional.empty(), admitted);
      } else if (admitted) {
        tls();
      } else {
        // An answer would cost a handshake.
        parts.meters().dropped("overloaded");
        channel.close();
      }
    }

    private void tls() {
      SslHandler tls = parts.tls().current().newHandler(channel.alloc());
      tls.setHandshakeTimeoutMillis(config.headTimeout().toMillis());
      tls.setCloseNotifyFlushTimeoutMillis(CLOSE_NOTIFY_MILLIS);
      channel
          .pipeline()
          .addBefore(tail, "tls", tls)
          .addBefore(tail, "close-notify", new CloseNotify())
          .addBefore(tail, "alpn", new Negotiation(this, tls));
    }

    void http1(Carrier carrier, Optional<String> certificate, boolean admitted) {
      HeadDecoder decoder = new HeadDecoder(Math.toIntExact(config.maxHeadSize().asLongValue()));
      Http1Client client =
          new Http1Client(
              carrier,
              decoder,
              config.headTimeout(),
              passage(
                  channel, new Arrival(source, listener, Arrival.Protocol.HTTP_1_1, certificate)),
              outcomes,
              parts.draining(),
              admission);
      channel.pipeline().addBefore(tail, "head", decoder).addBefore(tail, "client", client);
      admitOrRefuse(client, admitted);
    }

    void http2(Optional<String> certificate) {
      Arrival arrival = new Arrival(source, listener, Arrival.Protocol.HTTP_2, certificate);
      Http2Preface preface =
          new Http2Preface(
              config.headTimeout(),
              () ->
                  Http2Connection.install(
                      channel.pipeline(), tail, http2Limits, stream -> stream(stream, arrival)),
              () -> http1(Carrier.TLS, certificate, true));
      channel.pipeline().addBefore(tail, "preface", preface);
    }

    private void stream(Channel stream, Arrival arrival) {
      AdmissionGate.Admission own = parts.gate().admit();
      stream.closeFuture().addListener(closed -> own.release());
      Http2Carrier carrier = new Http2Carrier();
      Http2Client client =
          new Http2Client(carrier, passage(stream, arrival), outcomes, parts.draining(), own);
      client.whenTunnel(admission::settle);
      stream.pipeline().addLast(carrier, client);
      admitOrRefuse(client, own.comesFrom(source.getAddress()));
    }
  }

  private void admitOrRefuse(Client client, boolean admitted) {
    if (!admitted) {
      client.refuse(
          Refusal.of(RefusalReason.OVERLOADED, "too many connections, in all or from this source"));
    }
  }

  private Passage passage(Channel channel, Arrival arrival) {
    Attempt attempt = Attempt.accepted(parts.stamp().id(), parts.stamp().now(), arrival);
    return new Passage(stages, context, attempt);
  }

  /** Waits for the handshake, then goes on with the protocol that was agreed on. */
  private final class Negotiation extends ApplicationProtocolNegotiationHandler {

    private final Connection connection;
    private final SslHandler tls;

    Negotiation(Connection connection, SslHandler tls) {
      super(ApplicationProtocolNames.HTTP_1_1);
      this.connection = connection;
      this.tls = tls;
    }

    @Override
    protected void configurePipeline(ChannelHandlerContext ctx, String protocol) {
      Optional<String> certificate = ClientCertificate.thumbprint(tls.engine().getSession());
      if (protocol.equals(ApplicationProtocolNames.HTTP_2)) {
        connection.http2(certificate);
      } else {
        connection.http1(Carrier.TLS, certificate, true);
      }
    }

    /** Every scanner causes a failure: counted, as a line in the log for each would be a flood. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
      if (event instanceof SslHandshakeCompletionEvent handshake && !handshake.isSuccess()) {
        parts.meters().dropped("tls_handshake");
      }
      super.userEventTriggered(ctx, event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close();
    }
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
