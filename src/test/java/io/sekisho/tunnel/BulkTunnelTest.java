package io.sekisho.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.sekisho.support.Fuzz;
import io.sekisho.tunnel.SocketTunnel.Transport;
import io.sekisho.wire.Pipes;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Large flows through tunnels between real sockets, copied or spliced. */
@ParameterizedClass
@EnumSource(Transport.class)
class BulkTunnelTest {

  private static final int MUCH = 24 << 20;

  private final Transport transport;
  private final SocketTunnel.Loop loop;
  private final List<SocketTunnel> tunnels = new ArrayList<>();

  BulkTunnelTest(Transport transport) {
    this.transport = transport;
    this.loop = new SocketTunnel.Loop(transport);
  }

  @AfterEach
  void stop() throws IOException {
    for (SocketTunnel tunnel : tunnels) {
      tunnel.close();
    }
    loop.close();
  }

  @Test
  void bothDirectionsCarryTheirBytesAtOnceAndCountThem() throws Exception {
    SocketTunnel tunnel = open();
    Flow up = Flow.of(MUCH + 1, 1);
    Flow down = Flow.of(MUCH + 12_345, 2);
    CompletableFuture<byte[]> above = up.received(tunnel.target);
    CompletableFuture<byte[]> below = down.received(tunnel.client);
    CompletableFuture<byte[]> sentUp = up.sent(tunnel.client);
    CompletableFuture<byte[]> sentDown = down.sent(tunnel.target);

    assertThat(within(above)).as("what the target got").isEqualTo(within(sentUp));
    assertThat(within(below)).as("what the client got").isEqualTo(within(sentDown));

    Tunnel.Ending ending = tunnel.ending();
    assertThat(ending.bytesUp()).isEqualTo(up.length());
    assertThat(ending.bytesDown()).isEqualTo(down.length());
    assertThat(loop.traffic.up()).isEqualTo(up.length());
    assertThat(loop.traffic.down()).isEqualTo(down.length());
    assertSplicedOrNot();
    assertThat(loop.pipesInUse()).as("pipes still in use").isZero();
  }

  @Test
  void whatTheTargetSaysAfterTheClientHasFinishedArrives() throws Exception {
    SocketTunnel tunnel = open();
    oneAfterTheOther(tunnel.client, tunnel.target);
    assertThat(tunnel.ending().reason()).isEqualTo(CloseReason.CLIENT_CLOSED);
    assertSplicedOrNot();
  }

  @Test
  void whatTheClientSaysAfterTheTargetHasFinishedArrives() throws Exception {
    SocketTunnel tunnel = open();
    oneAfterTheOther(tunnel.target, tunnel.client);
    assertThat(tunnel.ending().reason()).isEqualTo(CloseReason.TARGET_CLOSED);
    assertSplicedOrNot();
  }

  private static void oneAfterTheOther(Socket first, Socket second) throws Exception {
    Flow there = Flow.of(MUCH, 3);
    CompletableFuture<byte[]> sent = there.sent(first);
    assertThat(within(there.received(second))).as("the first half").isEqualTo(within(sent));
    Flow back = Flow.of(MUCH, 4);
    sent = back.sent(second);
    assertThat(within(back.received(first))).as("the second half").isEqualTo(within(sent));
  }

  @Test
  void noMoreIsReadThanAStoppedReaderTakesAndAllArrivesOnceItReads() throws Exception {
    SocketTunnel tunnel = open();
    tunnel.target.setSendBufferSize(64 * 1024);
    Flow flow = Flow.of(64 << 20, 5);
    CompletableFuture<byte[]> sent = flow.sent(tunnel.target);
    long read = standsStill(tunnel);

    assertThat(read).as("bytes read for nobody").isLessThan(32 << 20);
    assertThat(sent).as("sending goes on without a reader").isNotDone();
    assertThat(within(flow.received(tunnel.client))).isEqualTo(within(sent));
    assertSplicedOrNot();
  }

  @Test
  void aReaderThatStopsNowAndThenGetsAll() throws Exception {
    SocketTunnel tunnel = open();
    Flow flow = Flow.of(MUCH, 6);
    CompletableFuture<byte[]> sent = flow.sent(tunnel.target);
    for (int i = 1; i <= 5; i++) {
      standsStill(tunnel);
      flow.take(tunnel.client, 2 << 20);
    }
    assertThat(within(flow.received(tunnel.client))).isEqualTo(within(sent));
  }

  @Test
  void aTunnelThatIsKilledWhileItIsFullEnds() throws Exception {
    SocketTunnel tunnel = open();
    CompletableFuture<byte[]> sent = Flow.of(1 << 30, 7).sent(tunnel.target);
    Flow.of(8 << 20, 7).take(tunnel.client, 8 << 20);
    standsStill(tunnel);

    tunnel.tunnel.kill("enough");

    assertThat(tunnel.ending().reason()).isEqualTo(CloseReason.KILLED);
    assertThatThrownBy(() -> within(sent)).isInstanceOf(ExecutionException.class);
    assertSplicedOrNot();
    assertThat(loop.pipesInUse()).as("pipes still in use").isZero();
  }

  @Test
  void aResetOfTheReaderIsPassedOn() throws Exception {
    SocketTunnel tunnel = open();
    CompletableFuture<byte[]> sent = Flow.of(1 << 30, 8).sent(tunnel.target);
    Flow.of(8 << 20, 8).take(tunnel.client, 8 << 20);

    reset(tunnel.client);

    assertThat(tunnel.ending().reason()).isEqualTo(CloseReason.CLIENT_RESET);
    assertThatThrownBy(() -> within(sent)).isInstanceOf(ExecutionException.class);
    assertThat(loop.pipesInUse()).as("pipes still in use").isZero();
  }

  @Test
  void aResetOfTheWriterIsPassedOn() throws Exception {
    SocketTunnel tunnel = open();
    CompletableFuture<byte[]> sent = Flow.of(1 << 30, 9).sent(tunnel.target);
    Flow.of(8 << 20, 9).take(tunnel.client, 8 << 20);

    reset(tunnel.target);

    CompletableFuture<byte[]> received = Flow.of(1 << 30, 9).received(tunnel.client);
    assertThatThrownBy(() -> within(received)).isInstanceOf(ExecutionException.class);
    assertThatThrownBy(() -> within(sent)).isInstanceOf(ExecutionException.class);
    assertThat(tunnel.ending().reason()).isEqualTo(CloseReason.TARGET_RESET);
    assertThat(loop.pipesInUse()).as("pipes still in use").isZero();
  }

  @Test
  void aTunnelWithAStoppedReaderIsIdle() throws Exception {
    SocketTunnel tunnel =
        keep(
            loop.open(
                Toll.NONE,
                new TunnelLimits(
                    Duration.ofMillis(700), Duration.ofMinutes(5), Duration.ofMinutes(5))));
    CompletableFuture<byte[]> sent = Flow.of(1 << 30, 10).sent(tunnel.target);

    assertThat(tunnel.ending().reason()).isEqualTo(CloseReason.IDLE_TIMEOUT);
    assertThatThrownBy(() -> within(sent)).isInstanceOf(ExecutionException.class);
  }

  @Test
  void readersThatStopUseUpThePipesAndTheOthersAreCopied() throws Exception {
    assumeThat(transport).isEqualTo(Transport.SPLICE);
    for (int i = 0; i < 48; i++) {
      SocketTunnel stopped = open();
      Flow flow = Flow.of(1 << 30, 11);
      flow.sent(stopped.target);
      flow.take(stopped.client, 4 << 20);
    }
    await().untilAsserted(() -> assertThat(loop.openPipes()).isPositive());
    tunnels.forEach(BulkTunnelTest::standsStill);
    assertThat(loop.openPipes()).as("open pipes").isLessThanOrEqualTo(Pipes.BOUND);

    bothDirectionsOf(open());

    assertThat(loop.openPipes()).as("open pipes").isLessThanOrEqualTo(Pipes.BOUND);
    for (SocketTunnel tunnel : tunnels) {
      tunnel.tunnel.cut(CloseReason.DRAIN);
      tunnel.ending();
    }
    assertThat(loop.pipesInUse()).as("pipes still in use").isZero();
  }

  private static void bothDirectionsOf(SocketTunnel tunnel) throws Exception {
    oneAfterTheOther(tunnel.client, tunnel.target);
    assertThat(tunnel.ending().bytesUp() + tunnel.ending().bytesDown()).isEqualTo(2L * MUCH);
  }

  /** Sizes, pauses, who finishes when: by chance. */
  @Test
  void whateverIsSentArrivesAsItWas() throws Exception {
    for (int i = 0; i < 24; i++) {
      Random chance = Fuzz.source(i);
      String which = "tunnel " + i + " of -Dfuzz.seed=" + Fuzz.seed();
      SocketTunnel tunnel = open();
      Flow up = Flow.fitful(chance);
      Flow down = Flow.fitful(chance);
      CompletableFuture<byte[]> above = up.received(tunnel.target);
      CompletableFuture<byte[]> below = down.received(tunnel.client);
      CompletableFuture<byte[]> sentUp = up.sent(tunnel.client);
      CompletableFuture<byte[]> sentDown = down.sent(tunnel.target);

      assertThat(within(above)).as("%s, up", which).isEqualTo(within(sentUp));
      assertThat(within(below)).as("%s, down", which).isEqualTo(within(sentDown));
      assertThat(tunnel.ending().bytesUp()).as("%s, up", which).isEqualTo(up.length());
      assertThat(tunnel.ending().bytesDown()).as("%s, down", which).isEqualTo(down.length());
    }
    assertSplicedOrNot();
    assertThat(loop.pipesInUse()).as("pipes still in use").isZero();
  }

  private SocketTunnel open() throws Exception {
    return keep(loop.open());
  }

  private SocketTunnel keep(SocketTunnel tunnel) {
    tunnels.add(tunnel);
    return tunnel;
  }

  private void assertSplicedOrNot() {
    if (transport == Transport.SPLICE) {
      assertThat(loop.traffic.spliced()).as("bytes that were spliced").isPositive();
    } else {
      assertThat(loop.traffic.spliced()).as("bytes that were spliced").isZero();
    }
  }

  /** Waits until nothing more is read from the target; answers how much was. */
  private static long standsStill(SocketTunnel tunnel) {
    AtomicLong last = new AtomicLong(-1);
    await()
        .pollInterval(Duration.ofMillis(100))
        .until(() -> last.getAndSet(tunnel.tunnel.bytesDown()) == tunnel.tunnel.bytesDown());
    return last.get();
  }

  private static void reset(Socket socket) throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  private static <T> T within(CompletableFuture<T> future) throws Exception {
    return future.get(60, TimeUnit.SECONDS);
  }
}
