package io.sekisho.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2WindowUpdateFrame;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class Http2CarrierTest {

  private final Http2Carrier carrier = new Http2Carrier();
  private final Ends ends = new Ends();
  private final EmbeddedChannel stream = new EmbeddedChannel(carrier, ends);

  private static final class Ends extends ChannelInboundHandlerAdapter {
    private boolean told;

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      told = told || event instanceof ChannelInputShutdownEvent;
    }
  }

  @BeforeEach
  void request() {
    stream.writeInbound(new DefaultHttp2HeadersFrame(new DefaultHttp2Headers()));
    stream.readInbound();
  }

  @AfterEach
  void end() {
    stream.finishAndReleaseAll();
  }

  @Test
  void shouldHandOnAndGiveRoomBackAtOnceWhileSomebodyReads() {
    receive("hello", false);

    assertThat(received()).isEqualTo("hello");
    assertThat(roomGiven()).isEqualTo(5);
  }

  @Test
  void shouldHoldBytesAndTheirRoomButNoFramesWhileNobodyReads() {
    carrier.setReading(stream, false);
    for (int i = 0; i < 10_000; i++) {
      receive("x", false);
      receive("", false);
    }
    assertThat(stream.inboundMessages()).isEmpty();
    assertThat(roomGiven()).isZero();

    carrier.setReading(stream, true);

    assertThat(stream.inboundMessages()).as("copied together").hasSize(1);
    assertThat(received()).hasSize(10_000);
    assertThat(roomGiven()).isEqualTo(10_000);
  }

  @Test
  void shouldTellTheEndBehindTheBytes() {
    carrier.setReading(stream, false);
    receive("last", true);
    assertThat(ends.told).isFalse();

    carrier.setReading(stream, true);

    assertThat(received()).isEqualTo("last");
    assertThat(ends.told).isTrue();
  }

  @Test
  void shouldGiveUpWhatItHoldsWithTheStream() {
    carrier.setReading(stream, false);
    ByteBuf bytes = Unpooled.copiedBuffer(new byte[100]);
    stream.writeInbound(new DefaultHttp2DataFrame(bytes));

    stream.close();
    stream.runPendingTasks();

    assertThat(bytes.refCnt()).isZero();
  }

  private void receive(String text, boolean last) {
    stream.writeInbound(new DefaultHttp2DataFrame(Unpooled.copiedBuffer(text.getBytes()), last));
  }

  private String received() {
    ByteBuf bytes = stream.readInbound();
    String text = bytes.toString(java.nio.charset.StandardCharsets.US_ASCII);
    bytes.release();
    return text;
  }

  private int roomGiven() {
    int sum = 0;
    Http2WindowUpdateFrame update = stream.readOutbound();
    while (update != null) {
      sum += update.windowSizeIncrement();
      update = stream.readOutbound();
    }
    return sum;
  }
}
