package io.sekisho.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.sekisho.support.Ports;
import io.sekisho.support.Target;
import io.sekisho.wire.Early;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On both transports, as they treat a socket that is not read differently. */
class DialerTest {

  private Vertx vertx;

  @AfterEach
  void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldLoseNothingOfATargetThatIsGoneBeforeTheTunnelStarts(boolean nativeTransport) {
    byte[] greeting = "220 hello".repeat(5_000).getBytes();
    try (Target target = Target.doing(socket -> socket.getOutputStream().write(greeting))) {
      Early early =
          ((DialOutcome.Connected) dial(nativeTransport, target.port(), "127.0.0.1")).target();
      if (nativeTransport) {
        await("epoll to read to the end although it should not").until(early::isFinished);
      }
      early.channel().config().setAutoRead(true);
      await().until(early::isFinished);

      ByteBuf bytes = early.take();
      assertThat(bytes.readableBytes()).isEqualTo(greeting.length);
      bytes.release();
      early.drop();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldGoOnToTheNextAddress(boolean nativeTransport) {
    try (Target target = Target.echo()) {
      DialOutcome outcome = dial(nativeTransport, target.port(), "127.0.0.2", "127.0.0.1");

      DialOutcome.Connected connected = (DialOutcome.Connected) outcome;
      assertThat(connected.hop().address().getHostAddress()).isEqualTo("127.0.0.1");
      connected.target().drop();
    }
  }

  /**
   * Whether the reset comes before or behind the connection is a race; what it is taken for is not.
   */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldNotTakeAResetForAMissingRoute(boolean nativeTransport) {
    try (Target target =
        Target.doing(
            socket -> {
              socket.setSoLinger(true, 0);
              socket.close();
            })) {
      for (int i = 0; i < 50; i++) {
        DialOutcome outcome = dial(nativeTransport, target.port(), "127.0.0.1");
        if (outcome instanceof DialOutcome.Connected connected) {
          connected.target().drop();
        } else {
          assertThat(outcome).isEqualTo(new DialOutcome.BrokenOff());
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldTellARefusal(boolean nativeTransport) {
    assertThat(dial(nativeTransport, Ports.free(), "127.0.0.1"))
        .isEqualTo(new DialOutcome.Refused());
  }

  private DialOutcome dial(boolean nativeTransport, int port, String... addresses) {
    if (vertx == null) {
      vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(nativeTransport));
    }
    assertThat(vertx.isNativeTransportEnabled()).isEqualTo(nativeTransport);
    List<Route.Hop> hops =
        Stream.of(addresses).map(address -> new Route.Hop(address(address), "p")).toList();
    CompletableFuture<DialOutcome> outcome = new CompletableFuture<>();
    vertx.runOnContext(
        go ->
            new Dialer(vertx, Duration.ofSeconds(5))
                .dial(hops, port)
                .onSuccess(outcome::complete)
                .onFailure(outcome::completeExceptionally));
    return outcome.join();
  }

  private static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }
}
