package io.sekisho.listener;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import io.sekisho.connect.HeadGrammar;
import io.sekisho.connect.Refusal;

/**
 * Netty's request decoder behind our own reading of the grammar, which lets nothing through that
 * Netty would repair. It stops behind the first head: what follows a CONNECT's head is not HTTP,
 * and is handed on as it came when the decoder is taken out of the pipeline.
 */
final class HeadDecoder extends HttpRequestDecoder {

  /** The grammar counts the octets, so that the same limit is met wherever the head was cut. */
  private static final int BOUNDED_ELSEWHERE = 1 << 30;

  private final HeadGrammar grammar;
  private boolean started;

  /**
   * @param maxSize the bound of the field section, in bytes
   */
  HeadDecoder(int maxSize) {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(BOUNDED_ELSEWHERE)
            .setMaxHeaderSize(BOUNDED_ELSEWHERE)
            .setInitialBufferSize(256)
            .setStrictLineParsing(true)
            .setValidateHeaders(true));
    setSingleDecode(true);
    this.grammar = new HeadGrammar(maxSize);
  }

  /** Whether the client has sent anything yet. */
  boolean hasStarted() {
    return started;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
    if (!(message instanceof ByteBuf bytes) || grammar.isComplete()) {
      super.channelRead(ctx, message);
      return;
    }
    started = started || bytes.isReadable();
    boolean refusedBefore = grammar.refusal().isPresent();
    bytes.forEachByte(grammar::take);
    if (grammar.refusal().isEmpty()) {
      super.channelRead(ctx, message);
      return;
    }
    ReferenceCountUtil.release(message);
    if (!refusedBefore) {
      ctx.fireChannelRead(malformed(grammar.refusal().get()));
    }
  }

  private static HttpRequest malformed(Refusal refusal) {
    HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/");
    request.setDecoderResult(DecoderResult.failure(Refused.because(refusal)));
    return request;
  }
}
