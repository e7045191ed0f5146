package io.sekisho.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A tunnel between two real sockets, and what its toll makes of it. */
@ParameterizedClass
@EnumSource(SocketTunnel.Transport.class)
class TollTest {

  private static final byte[] MUCH = new byte[1 << 20];

  private final SocketTunnel.Loop loop;
  private SocketTunnel tunnel;
  private Socket client;
  private Socket target;

  TollTest(SocketTunnel.Transport transport) {
    loop = new SocketTunnel.Loop(transport);
  }

  @AfterEach
  void stop() throws IOException {
    tunnel.close();
    loop.close();
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
    assertThat(client.getInputStream().readNBytes(MUCH.length)).hasSameSizeAs(MUCH);
    // Not before: epoll reads a socket to its end once the peer has finished, whatever the setting.
    target.shutdownOutput();
    assertThat(client.getInputStream().read()).as("what comes then").isEqualTo(-1);
    assertThat(charged).hasValue(MUCH.length);
    assertThat(pauses.get()).isGreaterThan(1);
    assertThat(readsInPauses).as("reads while the toll said to wait").hasValue(0);
    client.close();
    assertThat(tunnel.ending().reason()).isEqualTo(CloseReason.TARGET_CLOSED);
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
    assertThat(tunnel.ending().reason()).isEqualTo(CloseReason.IDLE_TIMEOUT);
  }

  @Test
  void anExhaustedTollEndsTheTunnel() throws Exception {
    AtomicLong left = new AtomicLong(200_000);
    open((side, bytes) -> left.addAndGet(-bytes) > 0 ? 0 : Toll.EXHAUSTED);
    CompletableFuture.runAsync(this::writeUntilBroken);
    Tunnel.Ending end = tunnel.ending();
    assertThat(end.reason()).isEqualTo(CloseReason.QUOTA);
    assertThat(end.bytesDown())
        .isGreaterThanOrEqualTo(200_000)
        .isLessThanOrEqualTo(200_000 + Splicing.MOST_OF_ONE_READ);
  }

  @Test
  void aTollThatIsExhaustedInAPauseEndsTheTunnel() throws Exception {
    open((side, bytes) -> bytes > 0 ? 1 : Toll.EXHAUSTED);
    target.getOutputStream().write(1);
    assertThat(tunnel.ending().reason()).isEqualTo(CloseReason.QUOTA);
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
    open(toll, SocketTunnel.LONG_LIFE);
  }

  private void open(Toll toll, TunnelLimits limits) throws Exception {
    tunnel = loop.open(toll, limits);
    client = tunnel.client;
    target = tunnel.target;
  }
}
