package io.sekisho.listener;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;
import io.sekisho.connect.HeadOutcome;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What the decoder makes of octets that come in segments, as a connection would see it: at the
 * first head the decoder is taken out of the pipeline.
 *
 * @param outcomes what was judged; more than one would be a defect
 * @param rest what followed a good head, as Latin-1
 * @param atEnd what was judged only when the connection ended; acceptance would be a defect
 * @param failures exceptions out of the pipeline; any would be a defect
 */
record DecodedHead(
    List<HeadOutcome> outcomes, String rest, List<HeadOutcome> atEnd, List<Throwable> failures) {

  /**
   * Feeds the octets in segments.
   *
   * @param cuts where one segment ends and the next starts, ascending
   * @throws AssertionError if memory is not given back
   */
  static DecodedHead of(byte[] octets, int maxHead, int... cuts) {
    CountedBuffers buffers = new CountedBuffers();
    Reader reader = new Reader();
    EmbeddedChannel channel = new EmbeddedChannel();
    channel.config().setAllocator(buffers.allocator());
    channel.pipeline().addLast(new HeadDecoder(maxHead), reader);
    int from = 0;
    for (int cut : cuts) {
      feed(channel, octets, from, cut);
      from = cut;
    }
    feed(channel, octets, from, octets.length);
    List<HeadOutcome> outcomes = List.copyOf(reader.outcomes);
    String rest = reader.rest.toString();
    channel.finishAndReleaseAll();
    buffers.assertNoneHeld();
    List<HeadOutcome> atEnd = reader.outcomes.subList(outcomes.size(), reader.outcomes.size());
    return new DecodedHead(outcomes, rest, List.copyOf(atEnd), List.copyOf(reader.failures));
  }

  private static void feed(EmbeddedChannel channel, byte[] octets, int from, int to) {
    ByteBuf segment = channel.alloc().buffer(Math.max(1, to - from));
    channel.writeInbound(segment.writeBytes(octets, from, to - from));
  }

  private static final class Reader extends ChannelInboundHandlerAdapter {

    private final List<HeadOutcome> outcomes = new ArrayList<>();
    private final StringBuilder rest = new StringBuilder();
    private final List<Throwable> failures = new ArrayList<>();

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      if (message instanceof HttpRequest request && outcomes.isEmpty()) {
        outcomes.add(Heads.judge(request));
        ctx.pipeline().remove(HeadDecoder.class);
      } else if (message instanceof ByteBuf bytes && isAccepted()) {
        rest.append(bytes.toString(StandardCharsets.ISO_8859_1));
      } else if (message instanceof HttpRequest request) {
        outcomes.add(Heads.judge(request));
      }
      ReferenceCountUtil.release(message);
    }

    private boolean isAccepted() {
      return outcomes.get(0) instanceof HeadOutcome.Accepted;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      failures.add(cause);
    }
  }
}
