package io.sekisho.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import io.sekisho.support.Fuzz;
import io.sekisho.support.Octets;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever comes as a PROXY header: told of once, closed or awaited, and nothing leaked. */
class HostileProxyHeadersTest {

  private static final InetSocketAddress BALANCER = new InetSocketAddress("203.0.113.9", 9);
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  @Test
  @Tag(Fuzz.TAG)
  void shouldComeToOneOutcomeThatASecondReadingConfirms() {
    int told = 0;
    int closed = 0;
    for (int number = 0; number < Fuzz.inputs(); number++) {
      Random random = Fuzz.source(number);
      byte[] octets = HostileProxyHeaders.next(random);
      try {
        Outcome outcome = judge(octets, Octets.cuts(octets.length, random));
        told += outcome.told().size();
        closed += outcome.open() ? 0 : 1;
      } catch (Throwable e) {
        throw new AssertionError(Fuzz.describe(number, octets), e);
      }
    }
    // Or else the inputs try only one side.
    assertThat(told).isGreaterThan(Fuzz.inputs() / 10);
    assertThat(closed).isGreaterThan(Fuzz.inputs() / 10);
  }

  @Test
  void shouldComeToTheSameAtEverySplit() {
    for (int number = 0; number < 200; number++) {
      byte[] octets = HostileProxyHeaders.next(Fuzz.source(number));
      for (int cut = 0; cut <= octets.length; cut++) {
        try {
          judge(octets, cut);
        } catch (Throwable e) {
          throw new AssertionError("cut at " + cut + ": " + Fuzz.describe(number, octets), e);
        }
      }
    }
  }

  @Test
  void shouldNotTakeAGoodHeaderBehindABadOne() {
    Outcome outcome =
        judge("PROXY TCP4 a b c d\r\nPROXY TCP4 192.0.2.66 198.51.100.1 1 2\r\nmore".getBytes());

    assertThat(outcome.open()).isFalse();
    assertThat(outcome.told()).isEmpty();
  }

  @Test
  void shouldLoseNoMemoryToABrokenField() {
    String good = "0d0a0d0a000d0a515549540a2111" + "0012" + "c0000207c6336401dc040c38";

    // A field of type 0x20 (SSL) that has no room for what it consists of.
    Outcome outcome = judge(HexFormat.of().parseHex(good + "200000" + "040000"));

    assertThat(outcome.open()).isFalse();
  }

  private static Outcome judge(byte[] octets, int... cuts) {
    Outcome whole = Outcome.of(octets);
    if (!isAtNettysEdge(octets)) {
      assertThat(Outcome.of(octets, cuts)).isEqualTo(whole);
    }
    assertThat(whole.failures()).isEmpty();
    assertThat(whole.told()).hasSizeLessThanOrEqualTo(whole.open() ? 1 : 0);
    if (whole.told().isEmpty()) {
      assertThat(whole.behind()).isEmpty();
    } else {
      NaiveProxyHeader naive = NaiveProxyHeader.read(octets).orElseThrow();
      assertThat(whole.told()).containsExactly(naive.source().orElse(BALANCER));
      assertThat(whole.behind())
          .isEqualTo(hex(Arrays.copyOfRange(octets, naive.length(), octets.length)));
    }
    return whole;
  }

  /**
   * A line that is one octet too long for Netty, if its CR and its LF do not come together: beyond
   * what the specification allows in any case.
   */
  private static boolean isAtNettysEdge(byte[] octets) {
    return octets.length > 109 && octets[108] == '\r' && octets[109] == '\n';
  }

  private static String hex(byte[] octets) {
    return HexFormat.of().formatHex(octets);
  }

  /**
   * What became of octets that came in segments.
   *
   * @param told the sources that were told of; more than one would be a defect
   * @param behind what was handed on, in hexadecimal digits
   * @param open whether the connection was left open
   * @param failures exceptions out of the pipeline; any would be a defect
   */
  private record Outcome(
      List<InetSocketAddress> told, String behind, boolean open, List<Throwable> failures) {

    /**
     * @throws AssertionError if something is written back, memory is not given back, or a
     *     connection that still owes its header stays open for ever
     */
    static Outcome of(byte[] octets, int... cuts) {
      CountedBuffers buffers = new CountedBuffers();
      List<InetSocketAddress> told = new ArrayList<>();
      Behind behind = new Behind();
      EmbeddedChannel channel = new EmbeddedChannel();
      channel.config().setAllocator(buffers.allocator());
      channel.pipeline().addLast("behind", behind);
      AtomicInteger refused = new AtomicInteger();
      ProxiedSource.await(
          channel.pipeline(), "behind", BALANCER, TIMEOUT, told::add, refused::incrementAndGet);
      int from = 0;
      for (int to : IntStream.concat(IntStream.of(cuts), IntStream.of(octets.length)).toArray()) {
        if (channel.isOpen()) {
          ByteBuf segment = channel.alloc().buffer(Math.max(1, to - from));
          channel.writeInbound(segment.writeBytes(octets, from, to - from));
        }
        from = to;
      }
      boolean open = channel.isOpen();
      channel.advanceTimeBy(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
      channel.runPendingTasks();
      assertThat(channel.isOpen()).as("open for ever").isEqualTo(!told.isEmpty());
      assertThat(refused).as("counted as refused").hasValue(told.isEmpty() ? 1 : 0);
      assertThat(channel.outboundMessages()).isEmpty();
      channel.finishAndReleaseAll();
      buffers.assertNoneHeld();
      return new Outcome(told, hex(behind.octets.toByteArray()), open, behind.failures);
    }
  }

  private static final class Behind extends ChannelInboundHandlerAdapter {

    private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
    private final List<Throwable> failures = new ArrayList<>();

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ByteBuf bytes = (ByteBuf) message;
      byte[] more = new byte[bytes.readableBytes()];
      bytes.readBytes(more);
      octets.writeBytes(more);
      ReferenceCountUtil.release(message);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      failures.add(cause);
    }
  }
}
