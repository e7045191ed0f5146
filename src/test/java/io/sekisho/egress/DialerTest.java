package io.sekisho.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.sekisho.passage.DialAttempt.Outcome;
import io.sekisho.support.Ports;
import io.sekisho.support.SilentTarget;
import io.sekisho.support.Target;
import io.sekisho.wire.Carrier;
import io.sekisho.wire.Early;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On both transports, as they treat a socket that is not read differently. */
class DialerTest {

  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(500);
  private static final Duration DELAY = Duration.ofMillis(20);

  private Vertx vertx;

  @AfterEach
  void stop() {
    if (vertx != null) {
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldLoseNothingOfATargetThatIsGoneBeforeTheTunnelStarts(boolean nativeTransport) {
    byte[] greeting = "220 hello".repeat(5_000).getBytes();
    try (Target target = Target.doing(socket -> socket.getOutputStream().write(greeting))) {
      Early early =
          ((DialOutcome.Connected) dial(nativeTransport, LONG, DELAY, target.port(), "127.0.0.1"))
              .connection();
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
  void shouldNotWaitForTheDelayWhenAnAddressFails(boolean nativeTransport) {
    try (Target target = Target.echo()) {
      DialOutcome outcome =
          dial(nativeTransport, LONG, Duration.ofHours(1), target.port(), "127.0.0.2", "127.0.0.1");

      assertThat(outcomes(outcome)).containsExactly(Outcome.REFUSED, Outcome.CONNECTED);
      assertThat(connectedTo(outcome)).isEqualTo("127.0.0.1");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldNotLetSilentAddressesUseUpTheTime(boolean nativeTransport) {
    try (Target target = Target.echo();
        SilentTarget silent = SilentTarget.at("127.0.0.2", target.port());
        SilentTarget alsoSilent = SilentTarget.at("127.0.0.3", silent.port())) {
      DialOutcome outcome =
          dial(
              nativeTransport,
              LONG,
              DELAY,
              alsoSilent.port(),
              "127.0.0.2",
              "127.0.0.3",
              "127.0.0.1",
              "127.0.0.4");

      assertThat(outcomes(outcome))
          .startsWith(Outcome.ABANDONED, Outcome.ABANDONED, Outcome.CONNECTED);
      assertThat(connectedTo(outcome)).isEqualTo("127.0.0.1");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldEndInTimeWhenAllAreSilent(boolean nativeTransport) {
    try (SilentTarget silent = SilentTarget.at("127.0.0.1", 0);
        SilentTarget alsoSilent = SilentTarget.at("127.0.0.2", silent.port())) {
      DialOutcome outcome =
          dial(nativeTransport, SHORT, DELAY, alsoSilent.port(), "127.0.0.1", "127.0.0.2");

      assertThat(why(outcome)).isEqualTo(Outcome.TIMED_OUT);
      assertThat(outcomes(outcome)).containsExactly(Outcome.TIMED_OUT, Outcome.TIMED_OUT);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldTellTheMostTellingFailure(boolean nativeTransport) {
    try (SilentTarget silent = SilentTarget.at("127.0.0.1", 0)) {
      DialOutcome outcome =
          dial(nativeTransport, SHORT, DELAY, silent.port(), "127.0.0.2", "127.0.0.1");

      assertThat(why(outcome)).isEqualTo(Outcome.REFUSED);
      assertThat(outcomes(outcome)).containsExactly(Outcome.REFUSED, Outcome.TIMED_OUT);
    }
  }

  @Test
  void shouldNotTryAnAddressThatHadNoTurn() {
    try (SilentTarget silent = SilentTarget.at("127.0.0.1", 0)) {
      DialOutcome outcome =
          dial(true, SHORT, Duration.ofHours(1), silent.port(), "127.0.0.1", "127.0.0.2");

      assertThat(outcomes(outcome)).containsExactly(Outcome.TIMED_OUT);
    }
  }

  @Test
  void shouldTryOnlySoManyAddresses() {
    String[] many = IntStream.range(1, 40).mapToObj(i -> "127.0.1." + i).toArray(String[]::new);

    DialOutcome outcome = dial(true, LONG, DELAY, Ports.free(), many);

    assertThat(outcomes(outcome)).hasSize(AddressOrder.MAX_TRIED).containsOnly(Outcome.REFUSED);
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
        DialOutcome outcome = dial(nativeTransport, LONG, DELAY, target.port(), "127.0.0.1");
        if (outcome instanceof DialOutcome.Connected connected) {
          connected.connection().drop();
        } else {
          assertThat(why(outcome)).isEqualTo(Outcome.BROKEN_OFF);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldTellARefusal(boolean nativeTransport) {
    DialOutcome outcome = dial(nativeTransport, LONG, DELAY, Ports.free(), "127.0.0.1");

    assertThat(why(outcome)).isEqualTo(Outcome.REFUSED);
    assertThat(outcome.dialled())
        .singleElement()
        .satisfies(one -> assertThat(one.address().getHostAddress()).isEqualTo("127.0.0.1"));
  }

  @Test
  void shouldNotStartWithADelayThatWouldFloodTheNetwork() {
    assertThatThrownBy(() -> new DialBounds(LONG, Duration.ofMillis(9)))
        .hasMessageContaining("sekisho.egress.attempt-delay");
    assertThat(new DialBounds(LONG, Duration.ofMillis(10)).attemptDelay()).hasMillis(10);
  }

  private DialOutcome dial(
      boolean nativeTransport, Duration timeout, Duration delay, int port, String... addresses) {
    if (vertx == null) {
      vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(nativeTransport));
    }
    assertThat(vertx.isNativeTransportEnabled()).isEqualTo(nativeTransport);
    List<InetAddress> all = Stream.of(addresses).map(DialerTest::address).toList();
    CompletableFuture<DialOutcome> outcome = new CompletableFuture<>();
    vertx.runOnContext(
        go ->
            new Dialer(vertx, new DialBounds(timeout, delay))
                .dial(all, port, Carrier.TCP, Promise.<Void>promise().future())
                .onSuccess(outcome::complete)
                .onFailure(outcome::completeExceptionally));
    return outcome.join();
  }

  private static String connectedTo(DialOutcome outcome) {
    DialOutcome.Connected connected = (DialOutcome.Connected) outcome;
    connected.connection().drop();
    return connected.address().getHostAddress();
  }

  private static Outcome why(DialOutcome outcome) {
    assertThat(outcome).isInstanceOf(DialOutcome.Failed.class);
    return ((DialOutcome.Failed) outcome).why();
  }

  private static List<Outcome> outcomes(DialOutcome outcome) {
    return outcome.dialled().stream().map(one -> one.outcome()).toList();
  }

  private static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }
}
