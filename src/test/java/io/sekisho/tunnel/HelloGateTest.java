package io.sekisho.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.sekisho.destination.Host;
import io.sekisho.support.Fuzz;
import io.sekisho.tls.Hellos;
import io.sekisho.tls.Inspection;
import io.sekisho.tls.MutatedHellos;
import io.sekisho.tls.TlsMode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HelloGateTest {

  private static final Host HOST = Host.parse("api.example.com");
  private static final byte[] RIGHT = Hellos.to("api.example.com");
  private static final byte[] WRONG = Hellos.to("other.example.com");
  private static final byte[] CHANGE_CIPHER_SPEC = {20, 3, 3, 0, 1, 1};
  private static final byte[] APPLICATION_DATA = {23, 3, 3, 0, 2, 22, 1};
  private static final int MAX = 64 * 1024;
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private Gated gated = new Gated(TlsMode.VERIFY);

  @AfterEach
  void close() {
    gated.close();
  }

  @Test
  void shouldHandOnAHelloUnchangedHoweverItComes() {
    for (int split = 1; split < RIGHT.length; split++) {
      Gated gate = new Gated(TlsMode.VERIFY);
      gate.send(Arrays.copyOf(RIGHT, split));
      assertThat(gate.passed()).as("split at %d", split).isEmpty();
      gate.send(Arrays.copyOfRange(RIGHT, split, RIGHT.length));
      assertThat(gate.passed()).as("split at %d", split).isEqualTo(RIGHT);
      assertThat(gate.judged.get(0).violation()).isEmpty();
      gate.close();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 100})
  void shouldHandOnAHelloHoweverItIsCutIntoRecordsAndReads(int fragment) {
    byte[] records = Hellos.records(Hellos.message(RIGHT), fragment);
    for (byte b : records) {
      assertThat(gated.passed()).isEmpty();
      gated.send(b);
    }

    assertThat(gated.passed()).isEqualTo(records);
    assertThat(gated.judged).hasSize(1);
    assertThat(gated.judged.get(0).hello().orElseThrow().sni()).contains("api.example.com");
  }

  @Test
  void shouldHandOnWhatComesWithTheHelloAndAfterIt() {
    gated.send(Hellos.records(Hellos.message(RIGHT), 16_384));
    gated.send("more".getBytes(StandardCharsets.US_ASCII));

    assertThat(gated.passed()).hasSize(RIGHT.length + 4).endsWith("more".getBytes());
    assertThat(gated.channel.pipeline().get(HelloGate.class)).isNull();
  }

  @Test
  void shouldHandOnNothingOnceSomethingWasWrong() {
    gated.send(WRONG);
    gated.send(RIGHT);
    gated.finish();

    assertThat(gated.passed()).isEmpty();
    assertThat(gated.finished).isFalse();
    assertThat(gated.judged).hasSize(1);
    assertThat(gated.judged.get(0).violation().orElseThrow()).contains("other.example.com");
    assertThat(gated.judged.get(0).hello().orElseThrow().sni()).contains("other.example.com");
  }

  @Test
  void shouldLetAnyServerNamePassIfOnlyAHelloIsRequired() {
    Gated require = new Gated(TlsMode.REQUIRE);
    require.send(WRONG);
    assertThat(require.passed()).isEqualTo(WRONG);
    require.close();

    gated = new Gated(TlsMode.REQUIRE);
    gated.send("GET / HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII));
    assertThat(gated.passed()).isEmpty();
    assertThat(gated.judged.get(0).violation()).isPresent();
  }

  @Test
  void shouldPassTheEndOnBehindTheHello() {
    gated.send(RIGHT);
    gated.finish();

    assertThat(gated.passed()).isEqualTo(RIGHT);
    assertThat(gated.finished).isTrue();
  }

  @Test
  void shouldPassTheEndOnIfNothingCame() {
    gated.finish();
    gated.advance(TIMEOUT);

    assertThat(gated.finished).isTrue();
    assertThat(gated.judged).isEmpty();
  }

  @Test
  void shouldNotPassTheEndOnInTheMiddleOfAHello() {
    gated.send(Arrays.copyOf(RIGHT, 1));
    gated.finish();

    assertThat(gated.finished).isFalse();
    assertThat(gated.judged.get(0).violation()).isPresent();
  }

  @Test
  void shouldNotWaitForAHelloForEver() {
    gated.send(Arrays.copyOf(RIGHT, RIGHT.length - 1));
    gated.advance(TIMEOUT.minusMillis(1));
    assertThat(gated.judged).isEmpty();
    gated.advance(Duration.ofMillis(1));

    assertThat(gated.judged.get(0).violation()).isPresent();
    gated.send(Arrays.copyOfRange(RIGHT, RIGHT.length - 1, RIGHT.length));
    assertThat(gated.passed()).isEmpty();
  }

  @Test
  void shouldForgetTheTimeOnceTheHelloHasPassed() {
    gated.send(RIGHT);
    gated.advance(TIMEOUT.multipliedBy(2));

    assertThat(gated.judged).hasSize(1);
    assertThat(gated.judged.get(0).violation()).isEmpty();
  }

  @Test
  void shouldJudgeASecondHelloAsWell() {
    byte[] wrong = Hellos.join(RIGHT, CHANGE_CIPHER_SPEC, WRONG);
    for (int split = 1; split < wrong.length; split++) {
      Gated gate = new Gated(TlsMode.VERIFY);
      gate.send(Arrays.copyOf(wrong, split));
      gate.send(Arrays.copyOfRange(wrong, split, wrong.length));
      assertThat(gate.passed())
          .as("split at %d", split)
          .isEqualTo(Hellos.join(RIGHT, CHANGE_CIPHER_SPEC));
      assertThat(gate.judged).as("split at %d", split).hasSize(2);
      assertThat(gate.judged.get(1).violation().orElseThrow()).contains("other.example.com");
      gate.close();
    }
  }

  @Test
  void shouldLetASecondHelloToTheSameServerPassByteByByte() {
    byte[] all = Hellos.join(RIGHT, CHANGE_CIPHER_SPEC, RIGHT, APPLICATION_DATA, WRONG);
    for (byte b : all) {
      gated.send(b);
    }

    assertThat(gated.passed()).isEqualTo(all);
    assertThat(gated.channel.pipeline().get(HelloGate.class)).isNull();
  }

  @Test
  void shouldNotLetTheSecondHelloNameAnotherServerEvenIfAnyWouldDo() {
    gated.close();
    gated = new Gated(TlsMode.REQUIRE);
    gated.send(Hellos.join(RIGHT, WRONG));

    assertThat(gated.passed()).isEqualTo(RIGHT);
    assertThat(gated.judged.get(1).violation()).isPresent();
  }

  @Test
  void shouldSeeASecondHelloBehindEarlyData() {
    byte[] early = Hellos.withEarlyData("api.example.com");
    gated.send(Hellos.join(early, APPLICATION_DATA, APPLICATION_DATA, WRONG));

    assertThat(gated.passed()).isEqualTo(Hellos.join(early, APPLICATION_DATA, APPLICATION_DATA));
    assertThat(gated.judged.get(1).violation()).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"170303000101", "160303000410000000", "73736820"})
  void shouldGoWhenNoSecondHelloCanCome(String hex) {
    byte[] next = HexFormat.of().parseHex(hex);
    gated.send(RIGHT);
    assertThat(gated.channel.pipeline().get(HelloGate.class)).isNotNull();
    gated.send(next);

    assertThat(gated.passed()).isEqualTo(Hellos.join(RIGHT, next));
    assertThat(gated.channel.pipeline().get(HelloGate.class)).isNull();
  }

  @Test
  void shouldNotWaitForTheRestOfASecondHelloForEver() {
    gated.send(RIGHT);
    gated.advance(TIMEOUT.multipliedBy(2));
    gated.send(Arrays.copyOf(RIGHT, 20));
    gated.advance(TIMEOUT);

    assertThat(gated.passed()).isEqualTo(RIGHT);
    assertThat(gated.judged).hasSize(2);
    assertThat(gated.judged.get(1).violation().orElseThrow()).contains("in time");
  }

  @Test
  void shouldPassTheEndOnBehindTheBeginningOfARecord() {
    gated.send(Hellos.join(RIGHT, Arrays.copyOf(RIGHT, 3)));
    gated.finish();

    assertThat(gated.passed()).hasSize(RIGHT.length + 3);
    assertThat(gated.finished).isTrue();
  }

  @Test
  void shouldHoldNoMoreThanItsBound() {
    byte[] endless = Hellos.records(new byte[MAX + 1], 1_000);
    // A ClientHello of nearly the largest size.
    System.arraycopy(new byte[] {1, 0, (byte) 0xff, (byte) 0xfb}, 0, endless, 5, 4);
    for (int from = 0; from < endless.length; from += 100) {
      gated.send(Arrays.copyOfRange(endless, from, Math.min(endless.length, from + 100)));
      assertThat(gated.passed()).isEmpty();
    }

    assertThat(gated.judged.get(0).violation().orElseThrow()).contains(String.valueOf(MAX));
  }

  /** Either nothing passes, or all of it and then it is a hello for the host. */
  @Test
  @Tag(Fuzz.TAG)
  void shouldHandOnAllOrNothingOfMutatedHellos() {
    int inputs = Fuzz.inputs();
    int passes = 0;
    for (long seed = Fuzz.seed(); seed < Fuzz.seed() + inputs; seed++) {
      Random random = new Random(seed);
      byte[] bytes = MutatedHellos.of(random);
      Gated gate = new Gated(TlsMode.VERIFY);
      for (int from = 0; from < bytes.length; ) {
        int length = Math.min(bytes.length - from, 1 + random.nextInt(400));
        gate.send(Arrays.copyOfRange(bytes, from, from + length));
        from += length;
      }
      gate.finish();
      boolean passed = gate.judged.stream().anyMatch(found -> found.violation().isEmpty());
      assertThat(gate.judged.size()).as("seed %d", seed).isEqualTo(bytes.length == 0 ? 0 : 1);
      assertThat(gate.passed()).as("seed %d", seed).isEqualTo(passed ? bytes : new byte[0]);
      if (passed) {
        passes++;
        assertThat(gate.judged.get(0).hello().orElseThrow().sni())
            .as("seed %d", seed)
            .contains(HOST.text());
      }
      gate.close();
    }
    assertThat(passes).as("of %d", inputs).isBetween(inputs / 20, inputs * 19 / 20);
  }

  /** A gate, what went in, what came out. */
  private static final class Gated {

    private final List<Inspection> judged = new ArrayList<>();
    private final List<ByteBuf> sent = new ArrayList<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private boolean finished;

    Gated(TlsMode mode) {
      channel.freezeTime();
      HelloGate gate = new HelloGate(mode, HOST, MAX, TIMEOUT);
      gate.whenJudged(judged::add);
      channel.pipeline().addLast(gate, new Behind());
    }

    void send(byte... bytes) {
      // Of a size of its own, so that whoever keeps it is found out.
      ByteBuf buffer = Unpooled.buffer(1024).writeBytes(bytes);
      sent.add(buffer);
      channel.writeInbound(buffer);
    }

    void finish() {
      channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    }

    void advance(Duration time) {
      channel.advanceTimeBy(time.toMillis(), TimeUnit.MILLISECONDS);
      channel.runScheduledPendingTasks();
    }

    byte[] passed() {
      return out.toByteArray();
    }

    void close() {
      channel.finishAndReleaseAll();
      assertThat(sent).allMatch(buffer -> buffer.refCnt() == 0);
    }

    private final class Behind extends ChannelInboundHandlerAdapter {

      @Override
      public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        out.writeBytes(ByteBufUtil.getBytes(bytes));
        bytes.release();
      }

      @Override
      public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        finished |= event instanceof ChannelInputShutdownEvent;
      }
    }
  }
}
