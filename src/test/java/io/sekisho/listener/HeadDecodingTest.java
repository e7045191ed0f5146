package io.sekisho.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;
import io.sekisho.connect.HeadOutcome;
import io.sekisho.connect.RefusalReason;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Octets to outcome, through the real decoder: every head, cut at every byte. */
class HeadDecodingTest {

  private static final int MAX_HEAD = 2_048;

  private static final Map<String, String> HEADS =
      Map.ofEntries(
          Map.entry(
              "CONNECT a.example:443 HTTP/1.1\r\nHost: a.example:443\r\n\r\n", "a.example:443"),
          Map.entry("CONNECT a.example:443 HTTP/1.0\r\n\r\n", "a.example:443"),
          Map.entry(
              "\r\nCONNECT a.example:443 HTTP/1.1\r\nHost: a.example\r\nX: y\r\n\r\n",
              "a.example:443"),
          Map.entry(
              "CONNECT [2001:db8::1]:443 HTTP/1.1\r\nhost: [2001:db8::1]\r\n\r\n",
              "[2001:db8::1]:443"),
          Map.entry("CONNECT a.example:443 HTTP/1.1\nHost: a.example\n\n", "400"),
          Map.entry("CONNECT a.example:443 HTTP/1.1\r\nHost : a.example\r\n\r\n", "400"),
          Map.entry("CONNECT a.example:443 HTTP/1.1\r\nHost: a.example\r\nX: a\rb\r\n\r\n", "400"),
          Map.entry("CONNECT a.example:443 HTTP/1.1\r\nHost: a.example\r\nX: a\0b\r\n\r\n", "400"),
          Map.entry("CONNECT a.example:443 HTTP/1.1\r\nHost: a.example\r\n: b\r\n\r\n", "400"),
          Map.entry("CONNECT a.example:443 HTTP/1.1\r\n\r\n", "400"),
          Map.entry("CONNECT a.example:443\r\nHost: a.example\r\n\r\n", "400"),
          Map.entry("CONNECT a.example:443 HTTP/9.9\r\nHost: a.example\r\n\r\n", "400"),
          Map.entry("CONNECT a.example:443 SSH/2.0\r\nHost: a.example\r\n\r\n", "400"),
          Map.entry(
              "CONNECT a.example:443 HTTP/1.1\r\nHost: a.example\r\nContent-Length: 5\r\n\r\n",
              "400"),
          Map.entry(
              "CONNECT a.example:443 HTTP/1.1\r\nHost: a.example\r\n"
                  + "Transfer-Encoding: chunked\r\n\r\n",
              "400"),
          Map.entry(
              "CONNECT a.example:443 HTTP/1.1\r\nHost: a.example\r\n"
                  + "Content-Length: 5\r\nContent-Length: 6\r\n\r\n",
              "400"),
          Map.entry("GET http://a.example/ HTTP/1.1\r\nHost: a.example\r\n\r\n", "405"),
          Map.entry("POST / HTTP/1.1\r\nHost: a.example\r\nContent-Length: 3\r\n\r\nabc", "405"),
          Map.entry("\u0016\u0003\u0001\u0002\0\u0001\r\n\r\n", "400"));

  static Stream<Arguments> heads() {
    return HEADS.entrySet().stream().map(entry -> Arguments.of(entry.getKey(), entry.getValue()));
  }

  @ParameterizedTest
  @MethodSource("heads")
  void shouldComeToTheSameOutcomeWhereverTheHeadIsCut(String head, String expected) {
    byte[] bytes = head.getBytes(StandardCharsets.ISO_8859_1);
    for (int cut = 0; cut <= bytes.length; cut++) {
      assertThat(outcome(bytes, cut)).as("cut at %d of %s", cut, head).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @MethodSource("heads")
  void shouldComeToTheSameOutcomeByteByByte(String head, String expected) {
    EmbeddedChannel channel = new EmbeddedChannel(new HeadDecoder(MAX_HEAD));
    for (byte b : head.getBytes(StandardCharsets.ISO_8859_1)) {
      channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {b}));
    }

    assertThat(outcome(channel)).isEqualTo(expected);
  }

  static Stream<Arguments> tooLong() {
    String start = "CONNECT a.example:443 HTTP/1.1\r\nHost: a.example\r\n";
    return Stream.of(
        Arguments.of("CONNECT " + "a".repeat(MAX_HEAD) + ":443 HTTP/1.1\r\n", "414"),
        Arguments.of(start + "X: " + "y".repeat(MAX_HEAD) + "\r\n\r\n", "431"),
        Arguments.of(start + "X: y\r\n".repeat(MAX_HEAD) + "\r\n", "431"),
        Arguments.of(start + "X: " + "y".repeat(MAX_HEAD), "431"));
  }

  @ParameterizedTest
  @MethodSource("tooLong")
  void shouldBoundTheHead(String head, String expected) {
    byte[] bytes = head.getBytes(StandardCharsets.ISO_8859_1);

    assertThat(outcome(bytes, bytes.length / 2)).isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("heads")
  void shouldHandOverWhatFollowsTheHeadUntouched(String head, String expected) {
    if (!expected.contains(":")) {
      return;
    }
    String early = "\u0016\u0003\u0001 GET / HTTP/1.1\r\n\r\n";
    EmbeddedChannel channel = new EmbeddedChannel(new HeadDecoder(MAX_HEAD));
    channel.writeInbound(
        Unpooled.wrappedBuffer((head + early).getBytes(StandardCharsets.ISO_8859_1)));

    assertThat(outcome(channel)).isEqualTo(expected);
    channel.pipeline().remove(HeadDecoder.class);
    assertThat(remaining(channel)).isEqualTo(early);
  }

  private static String outcome(byte[] head, int cut) {
    EmbeddedChannel channel = new EmbeddedChannel(new HeadDecoder(MAX_HEAD));
    channel.writeInbound(Unpooled.copiedBuffer(head, 0, cut));
    channel.writeInbound(Unpooled.copiedBuffer(head, cut, head.length - cut));
    String outcome = outcome(channel);
    channel.finishAndReleaseAll();
    return outcome;
  }

  private static String outcome(EmbeddedChannel channel) {
    HttpRequest request = channel.readInbound();
    if (request == null) {
      return "nothing";
    }
    HeadOutcome outcome = Heads.judge(request);
    if (outcome instanceof HeadOutcome.Accepted accepted) {
      return accepted.request().authority().toString();
    }
    RefusalReason reason = ((HeadOutcome.Rejected) outcome).refusal().reason();
    return Integer.toString(reason.status());
  }

  private static String remaining(EmbeddedChannel channel) {
    StringBuilder remaining = new StringBuilder();
    for (Object message = channel.readInbound(); message != null; message = channel.readInbound()) {
      if (message instanceof ByteBuf bytes) {
        remaining.append(bytes.toString(StandardCharsets.ISO_8859_1));
      }
      ReferenceCountUtil.release(message);
    }
    return remaining.toString();
  }
}
