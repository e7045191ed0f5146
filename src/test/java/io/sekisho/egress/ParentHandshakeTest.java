package io.sekisho.egress;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.sekisho.connect.Refusal;
import io.sekisho.connect.RefusalReason;
import io.sekisho.wire.Carrier;
import io.sekisho.wire.Early;
import io.vertx.core.Promise;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParentHandshakeTest {

  private static final String REQUEST = "CONNECT a.example:443 HTTP/1.1\r\n\r\n";
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final Promise<Optional<Refusal>> verdict = Promise.promise();
  private Early early;
  private EmbeddedChannel channel;

  @BeforeEach
  void begin() {
    early = new Early(Carrier.TCP);
    channel = new EmbeddedChannel(early);
    channel.config().setAutoRead(false);
    new ParentHandshake(verdict).begin(channel, Optional.empty(), REQUEST, TIMEOUT);
    assertThat(channel.config().isAutoRead()).isTrue();
  }

  @AfterEach
  void end() {
    early.release();
    channel.finishAndReleaseAll();
  }

  @Test
  void shouldSendTheRequest() {
    ByteBuf sent = channel.readOutbound();

    assertThat(sent.toString(StandardCharsets.US_ASCII)).isEqualTo(REQUEST);
    sent.release();
  }

  static Stream<Arguments> openings() {
    return Stream.of(
            "HTTP/1.1 200 Connection established\r\n\r\n",
            "HTTP/1.0 200 OK\r\nProxy-Agent: x\r\n\r\n",
            "HTTP/1.1 204 \r\n\r\n",
            "HTTP/1.1 299\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
                + "HTTP/1.1 200 OK\r\n\r\n")
        .map(Arguments::of);
  }

  /** RFC 9110 §9.3.6: right behind the head, whatever it says, the tunnel begins. */
  @ParameterizedTest
  @MethodSource("openings")
  void shouldKeepWhatTheTargetSaysBehindTheHeadHoweverItIsSplit(String head) {
    String whole = head + "220 hello\r\n\r\n";
    IntStream.rangeClosed(0, whole.length())
        .forEach(
            split -> {
              end();
              Promise<Optional<Refusal>> judged = Promise.promise();
              early = new Early(Carrier.TCP);
              channel = new EmbeddedChannel(early);
              new ParentHandshake(judged).begin(channel, Optional.empty(), REQUEST, TIMEOUT);

              receive(whole.substring(0, split));
              receive(whole.substring(split));

              assertThat(judged.future().result()).as("split at %d", split).isEmpty();
              assertThat(channel.config().isAutoRead()).isFalse();
              assertThat(channel.pipeline().names()).hasSize(2);
              ByteBuf bytes = early.take();
              assertThat(bytes.toString(StandardCharsets.US_ASCII))
                  .as("split at %d", split)
                  .isEqualTo("220 hello\r\n\r\n");
              bytes.release();
            });
  }

  @Test
  void shouldTakeAHeadThatTricklesIn() {
    "HTTP/1.1 200 OK\r\nA: b\r\n\r\n".chars().forEach(c -> receive(Character.toString(c)));

    assertThat(verdict.future().result()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "302, PARENT_REFUSED",
    "403, PARENT_REFUSED",
    "407, PARENT_AUTHORIZATION",
    "500, PARENT_REFUSED",
    "503, PARENT_REFUSED",
    "504, PARENT_REFUSED",
  })
  void shouldTellWithWhatStatusTheParentRefused(int status, RefusalReason reason) {
    receive("HTTP/1.1 " + status + " No\r\nContent-Length: 5\r\n\r\nsorry");

    assertThat(refusal().reason()).isEqualTo(reason);
    assertThat(refusal().parameters()).isEqualTo(Map.of("received-status", status));
    assertThat(channel.isOpen()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SSH-2.0-OpenSSH_9.6\r\n\r\n",
        "HTTP/2.0 200 OK\r\n\r\n",
        "HTTP/1.1 20 OK\r\n\r\n",
        "HTTP/1.1 abc OK\r\n\r\n",
        "HTTP/1.1 600 OK\r\n\r\n",
        "ICY 200 OK\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
        "HTTP/1.1 200 OK\r\n: no name\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
      })
  void shouldNotTakeAnythingElseForAnAnswer(String answer) {
    receive(answer);

    assertThat(refusal().reason()).isEqualTo(RefusalReason.PARENT_PROTOCOL_ERROR);
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void shouldNotReadAHugeHead() {
    receive("HTTP/1.1 200 OK\r\nA: " + "x".repeat(40_000));

    assertThat(refusal().reason()).isEqualTo(RefusalReason.PARENT_PROTOCOL_ERROR);
  }

  @Test
  void shouldNotReadAHugeLine() {
    receive("HTTP/1.1 200 " + "x".repeat(10_000));

    assertThat(refusal().reason()).isEqualTo(RefusalReason.PARENT_PROTOCOL_ERROR);
  }

  @Test
  void shouldNotSkipInterimAnswersForever() {
    receive("HTTP/1.1 103 Early Hints\r\n\r\n".repeat(9));

    assertThat(refusal().reason()).isEqualTo(RefusalReason.PARENT_PROTOCOL_ERROR);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "HTTP/1.1 2", "HTTP/1.1 200 OK\r\nA: b\r\n"})
  void shouldTellAParentThatBreaksOff(String before) {
    receive(before);
    channel.close();

    assertThat(refusal().reason()).isEqualTo(RefusalReason.CONNECTION_TERMINATED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "HTTP/1.1 2", "HTTP/1.1 200 OK\r\nA: b\r\n"})
  void shouldTellAParentThatFinishesWithoutAnAnswer(String before) {
    receive(before);
    channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);

    assertThat(refusal().reason()).isEqualTo(RefusalReason.CONNECTION_TERMINATED);
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void shouldPassOnThatATargetFinishedAtOnce() {
    channel.writeInbound(
        Unpooled.copiedBuffer("HTTP/1.1 200 OK\r\n\r\nx", StandardCharsets.US_ASCII));
    channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    channel.runPendingTasks();

    assertThat(verdict.future().result()).isEmpty();
    assertThat(early.isFinished()).isTrue();
  }

  @Test
  void shouldNotWaitForeverForAnAnswer() {
    receive("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 2");
    channel.freezeTime();
    channel.advanceTimeBy(11, TimeUnit.SECONDS);
    channel.runScheduledPendingTasks();

    assertThat(refusal().reason()).isEqualTo(RefusalReason.PARENT_TIMEOUT);
    assertThat(channel.isOpen()).isFalse();
  }

  private void receive(String text) {
    channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));
    channel.runPendingTasks();
  }

  private Refusal refusal() {
    assertThat(verdict.future().isComplete()).isTrue();
    return verdict.future().result().orElseThrow();
  }
}
