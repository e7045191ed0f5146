package io.sekisho.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.sekisho.passage.Arrival;
import io.sekisho.passage.Attempt;
import io.sekisho.wire.Carrier;
import io.sekisho.wire.Early;
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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A tunnel between two real sockets, and what its toll makes of it. */
class TollTest {

  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private static final TunnelLimits LIMITS =
      new TunnelLimits(Duration.ofMinutes(5), Duration.ofMinutes(5), Duration.ofMinutes(5));
  private static final byte[] MUCH = new byte[1 << 20];

  private final EventLoopGroup loop = new NioEventLoopGroup(1);
  private final CompletableFuture<Tunnel.Ending> ending = new CompletableFuture<>();
  private Socket client;
  private Socket target;
  private Tunnel tunnel;

  @AfterEach
  void stop() throws IOException {
    client.close();
    target.close();
    loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }

  @Test
  void nothingIsReadUntilThePauseIsOver() throws Exception {
    AtomicInteger readsInPauses = new AtomicInteger();
    AtomicInteger pauses = new AtomicInteger();
    AtomicLong charged = new AtomicLong();
    // Every read costs a pause that lasts until it has been asked about three times.
    Toll toll =
        new Toll() {
          private int remaining;

          @Override
          public long charge(Side side, int bytes) {
            assertThat(side).isEqualTo(Side.TARGET);
            charged.addAndGet(bytes);
            if (bytes > 0) {
              readsInPauses.addAndGet(remaining > 0 ? 1 : 0);
              remaining = 3;
              pauses.incrementAndGet();
            } else {
              remaining--;
            }
            return remaining * TimeUnit.MILLISECONDS.toNanos(1);
          }
        };
    open(toll);
    target.getOutputStream().write(MUCH);
    target.shutdownOutput();
    byte[] received = client.getInputStream().readAllBytes();
    assertThat(received).hasSameSizeAs(MUCH);
    assertThat(charged).hasValue(MUCH.length);
    assertThat(pauses.get()).isGreaterThan(1);
    assertThat(readsInPauses).as("reads while the toll said to wait").hasValue(0);
    client.close();
    assertThat(ending.get(10, TimeUnit.SECONDS).reason()).isEqualTo(CloseReason.TARGET_CLOSED);
  }

  @Test
  void aPauseInOneDirectionLeavesTheOtherAlone() throws Exception {
    open((side, bytes) -> side == Side.TARGET ? TimeUnit.HOURS.toNanos(1) : 0);
    target.getOutputStream().write(1);
    assertThat(client.getInputStream().read()).isEqualTo(1);
    client.getOutputStream().write(MUCH);
    assertThat(target.getInputStream().readNBytes(MUCH.length)).hasSameSizeAs(MUCH);
  }

  @Test
  void aTunnelThatIsPausedIsNotIdle() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    TunnelLimits hasty =
        new TunnelLimits(Duration.ofMillis(100), Duration.ofMillis(100), Duration.ofMinutes(5));
    open(
        (side, bytes) ->
            bytes == 0 && asked.incrementAndGet() > 2 ? 0 : TimeUnit.MILLISECONDS.toNanos(450),
        hasty);
    target.getOutputStream().write(1);
    await().untilAsserted(() -> assertThat(asked.get()).isGreaterThan(2));
    assertThat(ending.get(10, TimeUnit.SECONDS).reason()).isEqualTo(CloseReason.IDLE_TIMEOUT);
  }

  @Test
  void anExhaustedTollEndsTheTunnel() throws Exception {
    AtomicLong left = new AtomicLong(200_000);
    open((side, bytes) -> left.addAndGet(-bytes) > 0 ? 0 : Toll.EXHAUSTED);
    CompletableFuture.runAsync(this::writeUntilBroken);
    Tunnel.Ending end = ending.get(10, TimeUnit.SECONDS);
    assertThat(end.reason()).isEqualTo(CloseReason.QUOTA);
    assertThat(end.bytesDown()).isGreaterThanOrEqualTo(200_000).isLessThan(200_000 + 65_537 * 2);
  }

  @Test
  void aTollThatIsExhaustedInAPauseEndsTheTunnel() throws Exception {
    open((side, bytes) -> bytes > 0 ? 1 : Toll.EXHAUSTED);
    target.getOutputStream().write(1);
    assertThat(ending.get(10, TimeUnit.SECONDS).reason()).isEqualTo(CloseReason.QUOTA);
  }

  private void writeUntilBroken() {
    try {
      while (true) {
        target.getOutputStream().write(MUCH);
      }
    } catch (IOException e) {
      // It is over.
    }
  }

  private void open(Toll toll) throws Exception {
    open(toll, LIMITS);
  }

  private void open(Toll toll, TunnelLimits limits) throws Exception {
    CompletableFuture<Early> accepted = new CompletableFuture<>();
    Channel listener =
        new ServerBootstrap()
            .group(loop)
            .channel(NioServerSocketChannel.class)
            .childOption(ChannelOption.AUTO_READ, false)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childHandler(holding(accepted))
            .bind(LOOPBACK, 0)
            .sync()
            .channel();
    client = new Socket();
    client.connect(listener.localAddress());
    CompletableFuture<Early> dialled = new CompletableFuture<>();
    try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK)) {
      new Bootstrap()
          .group(loop)
          .channel(NioSocketChannel.class)
          .option(ChannelOption.AUTO_READ, false)
          .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
          .handler(holding(dialled))
          .connect(server.getLocalSocketAddress())
          .sync();
      target = server.accept();
    }
    Attempt attempt =
        Attempt.accepted(
            UUID.randomUUID(), Instant.now(), Arrival.plain(new InetSocketAddress(LOOPBACK, 1)));
    Early one = accepted.get(10, TimeUnit.SECONDS);
    Early other = dialled.get(10, TimeUnit.SECONDS);
    tunnel =
        new Tunnel(
            attempt,
            Instant.now(),
            one,
            other,
            Optional.empty(),
            limits,
            toll,
            new Traffic(),
            ending::complete);
    loop.submit(tunnel::start).sync();
    listener.close();
  }

  private static ChannelInitializer<Channel> holding(CompletableFuture<Early> holder) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel channel) {
        Early early = new Early(Carrier.TCP);
        channel.pipeline().addLast(early);
        holder.complete(early);
      }
    };
  }
}
