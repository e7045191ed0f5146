package io.sekisho.tunnel;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.sekisho.passage.Arrival;
import io.sekisho.passage.Attempt;
import io.sekisho.wire.Carrier;
import io.sekisho.wire.Early;
import io.sekisho.wire.Intake;
import io.sekisho.wire.Pipes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A tunnel between two real sockets. */
final class SocketTunnel implements AutoCloseable {

  static final TunnelLimits LONG_LIFE =
      new TunnelLimits(Duration.ofMinutes(5), Duration.ofMinutes(5), Duration.ofMinutes(5));

  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  /** What carries the bytes of tunnels. */
  enum Transport {
    NIO,
    EPOLL,
    SPLICE
  }

  /** An event loop, and what tunnels on it share. */
  static final class Loop implements AutoCloseable {

    private final Transport transport;
    private final EventLoopGroup group;
    final Traffic traffic = new Traffic();
    final Pipes pipes;

    Loop(Transport transport) {
      assumeTrue(transport == Transport.NIO || Epoll.isAvailable(), "there is no epoll here");
      this.transport = transport;
      this.group =
          transport == Transport.NIO ? new NioEventLoopGroup(1) : new EpollEventLoopGroup(1);
      this.pipes = transport == Transport.SPLICE ? traffic.pipes() : Pipes.none();
    }

    SocketTunnel open(Toll toll, TunnelLimits limits) throws Exception {
      return new SocketTunnel(this, toll, limits);
    }

    SocketTunnel open() throws Exception {
      return open(Toll.NONE, LONG_LIFE);
    }

    /** How many pipes are open, as the event loop sees it. */
    int openPipes() {
      return group.submit(pipes::open).syncUninterruptibly().getNow();
    }

    /** How many are still open once no more are lent: those that hold bytes. */
    int pipesInUse() {
      group.submit(pipes::close).syncUninterruptibly();
      return openPipes();
    }

    @Override
    public void close() {
      group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
      pipes.close();
    }
  }

  private final CompletableFuture<Tunnel.Ending> ending = new CompletableFuture<>();
  private final Loop loop;
  final Socket client = new Socket();
  final Socket target;
  final Tunnel tunnel;

  private SocketTunnel(Loop loop, Toll toll, TunnelLimits limits) throws Exception {
    this.loop = loop;
    CompletableFuture<Early> accepted = accept();
    CompletableFuture<Early> dialled = new CompletableFuture<>();
    try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK)) {
      new Bootstrap()
          .group(loop.group)
          .channel(isNio() ? NioSocketChannel.class : EpollSocketChannel.class)
          .option(ChannelOption.AUTO_READ, false)
          .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
          .handler(holding(dialled))
          .connect(server.getLocalSocketAddress())
          .sync();
      target = server.accept();
    }
    tunnel =
        new Tunnel(
            Attempt.accepted(
                UUID.randomUUID(),
                Instant.now(),
                Arrival.plain(new InetSocketAddress(LOOPBACK, 1))),
            Instant.now(),
            accepted.get(10, TimeUnit.SECONDS),
            dialled.get(10, TimeUnit.SECONDS),
            Optional.empty(),
            limits,
            toll,
            loop.traffic,
            loop.pipes,
            ending::complete);
    loop.group.submit(tunnel::start).sync();
  }

  private CompletableFuture<Early> accept() throws Exception {
    CompletableFuture<Early> accepted = new CompletableFuture<>();
    Channel listener =
        new ServerBootstrap()
            .group(loop.group)
            .channel(isNio() ? NioServerSocketChannel.class : EpollServerSocketChannel.class)
            .childOption(ChannelOption.AUTO_READ, false)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childHandler(holding(accepted))
            .bind(LOOPBACK, 0)
            .sync()
            .channel();
    client.connect(listener.localAddress());
    accepted.thenRun(listener::close);
    return accepted;
  }

  private boolean isNio() {
    return loop.transport == Transport.NIO;
  }

  private static ChannelInitializer<Channel> holding(CompletableFuture<Early> holder) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel channel) {
        channel.config().setRecvByteBufAllocator(new Intake());
        Early early = new Early(Carrier.TCP);
        channel.pipeline().addLast(early);
        holder.complete(early);
      }
    };
  }

  /** How it ended, once it has. */
  Tunnel.Ending ending() throws Exception {
    return ending.get(20, TimeUnit.SECONDS);
  }

  @Override
  public void close() throws IOException {
    client.close();
    target.close();
  }
}
