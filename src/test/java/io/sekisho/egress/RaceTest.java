package io.sekisho.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.sekisho.passage.DialAttempt.Outcome;
import io.sekisho.support.SilentTarget;
import io.sekisho.support.Target;
import io.sekisho.wire.Carrier;
import io.vertx.core.Promise;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RaceTest {

  private final NioEventLoopGroup loops = new NioEventLoopGroup(1);
  private final List<Channel> channels = new CopyOnWriteArrayList<>();

  @AfterEach
  void stop() {
    loops.shutdownGracefully(0, 0, TimeUnit.SECONDS).syncUninterruptibly();
  }

  @Test
  void shouldTakeBackEveryTryButTheWinner() {
    try (Target target = Target.echo();
        SilentTarget silent = SilentTarget.at("127.0.0.2", target.port())) {
      DialOutcome outcome = race(silent.port(), "127.0.0.2", "127.0.0.3", "127.0.0.1");

      DialOutcome.Connected connected = (DialOutcome.Connected) outcome;
      Channel winner = connected.connection().channel();
      assertThat(channels).hasSize(3).contains(winner);
      await()
          .untilAsserted(
              () -> assertThat(channels).filteredOn(Channel::isOpen).containsExactly(winner));
      connected.connection().drop();
    }
  }

  /** Both addresses answer; which one is first is a race, that one connection stays is not. */
  @Test
  void shouldKeepOneConnectionOnly() {
    try (Target target = Target.everywhere()) {
      for (int i = 0; i < 100; i++) {
        channels.clear();
        DialOutcome outcome =
            race(
                target.port(),
                Duration.ofNanos(1),
                "127.0.0.1",
                "127.0.0.2",
                "127.0.0.3",
                "127.0.0.4");

        DialOutcome.Connected connected = (DialOutcome.Connected) outcome;
        Channel winner = connected.connection().channel();
        await()
            .untilAsserted(
                () -> assertThat(channels).filteredOn(Channel::isOpen).containsExactly(winner));
        assertThat(outcome.dialled()).filteredOn(o -> o.outcome() == Outcome.CONNECTED).hasSize(1);
        connected.connection().drop();
      }
    }
  }

  @Test
  void shouldLeaveNothingOpenWhenTimeIsUp() {
    try (SilentTarget silent = SilentTarget.at("127.0.0.1", 0)) {
      DialOutcome outcome =
          race(
              Duration.ofMillis(500),
              silent.port(),
              Duration.ofMillis(20),
              "127.0.0.1",
              "127.0.0.1");

      assertThat(outcome).isInstanceOf(DialOutcome.Failed.class);
      await().untilAsserted(() -> assertThat(channels).noneMatch(Channel::isOpen));
    }
  }

  @Test
  void shouldTakeBackEveryTryWhenNobodyWaits() throws Exception {
    try (SilentTarget silent = SilentTarget.at("127.0.0.1", 0)) {
      Promise<DialOutcome> result = Promise.promise();
      List<InetAddress> all = List.of(address("127.0.0.1"), address("127.0.0.1"));
      loops
          .submit(
              () -> {
                Race race =
                    new Race(
                        bootstrap(),
                        loops.next(),
                        all,
                        silent.port(),
                        Carrier.TCP,
                        Duration.ofHours(1),
                        result);
                race.start(Duration.ofHours(1));
                race.abandon();
                race.abandon();
              })
          .get(30, TimeUnit.SECONDS);

      DialOutcome outcome = result.future().toCompletionStage().toCompletableFuture().join();
      assertThat(outcome.dialled()).extracting(o -> o.outcome()).containsExactly(Outcome.ABANDONED);
      await().untilAsserted(() -> assertThat(channels).noneMatch(Channel::isOpen));
    }
  }

  /** As when the process has no file descriptor left: such a channel has no event loop. */
  @Test
  void shouldStayOnItsLoopWhenNoChannelCanBeMade() {
    List<Thread> makers = new CopyOnWriteArrayList<>();
    Bootstrap failing =
        new Bootstrap()
            .group(loops)
            .handler(new ChannelInboundHandlerAdapter())
            .channelFactory(
                () -> {
                  makers.add(Thread.currentThread());
                  throw new ChannelException("too many open files");
                });
    Promise<DialOutcome> result = Promise.promise();
    List<InetAddress> all = List.of(address("127.0.0.1"), address("127.0.0.2"));
    loops
        .next()
        .execute(
            () ->
                new Race(failing, loops.next(), all, 1, Carrier.TCP, Duration.ofHours(1), result)
                    .start(Duration.ofHours(1)));

    DialOutcome outcome = result.future().toCompletionStage().toCompletableFuture().join();

    assertThat(outcome.dialled())
        .extracting(o -> o.outcome())
        .containsExactly(Outcome.UNROUTABLE, Outcome.UNROUTABLE);
    assertThat(makers).hasSize(2).containsOnly(makers.get(0));
  }

  private DialOutcome race(int port, String... addresses) {
    return race(port, Duration.ofMillis(20), addresses);
  }

  private DialOutcome race(int port, Duration delay, String... addresses) {
    return race(Duration.ofSeconds(30), port, delay, addresses);
  }

  private DialOutcome race(Duration timeout, int port, Duration delay, String... addresses) {
    Promise<DialOutcome> result = Promise.promise();
    List<InetAddress> all = Stream.of(addresses).map(RaceTest::address).toList();
    loops
        .next()
        .execute(
            () ->
                new Race(bootstrap(), loops.next(), all, port, Carrier.TCP, delay, result)
                    .start(timeout));
    return result.future().toCompletionStage().toCompletableFuture().join();
  }

  private Bootstrap bootstrap() {
    return new Bootstrap()
        .group(loops)
        .channelFactory(
            () -> {
              Channel channel = new NioSocketChannel();
              channels.add(channel);
              return channel;
            });
  }

  private static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }
}
