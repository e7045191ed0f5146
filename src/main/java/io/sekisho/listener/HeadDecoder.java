package io.sekisho.listener;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;

/**
 * Netty's request decoder, made to stop behind the first head: what follows a CONNECT's head is not
 * HTTP, and is handed on as it came when the decoder is taken out of the pipeline.
 */
final class HeadDecoder extends HttpRequestDecoder {

  /** RFC 9112 §3 recommends to support at least 8000 octets. */
  private static final int MAX_REQUEST_LINE = 8_192;

  private boolean started;

  /**
   * @param maxSize the bound of the field section, in bytes
   */
  HeadDecoder(int maxSize) {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(Math.min(MAX_REQUEST_LINE, maxSize))
            .setMaxHeaderSize(maxSize)
            .setInitialBufferSize(256)
            .setStrictLineParsing(true)
            .setValidateHeaders(true));
    setSingleDecode(true);
  }

  /** Whether the client has sent anything yet. */
  boolean hasStarted() {
    return started;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
    boolean first = !started;
    started = started || message instanceof ByteBuf some && some.isReadable();
    if (first && message instanceof ByteBuf bytes && startsWithControl(bytes)) {
      // A TLS client on the plain port, above all. The decoder would skip such octets and wait for
      // more.
      bytes.release();
      ctx.fireChannelRead(createInvalid());
    } else {
      super.channelRead(ctx, message);
    }
  }

  /** Only empty lines may stand before a request (RFC 9112 §2.2). */
  private static boolean startsWithControl(ByteBuf bytes) {
    if (!bytes.isReadable()) {
      return false;
    }
    byte octet = bytes.getByte(bytes.readerIndex());
    return octet < ' ' && octet != '\r' && octet != '\n';
  }

  private HttpRequest createInvalid() {
    HttpRequest request = (HttpRequest) createInvalidMessage();
    request.setDecoderResult(
        DecoderResult.failure(new IllegalArgumentException("no request starts so")));
    return request;
  }
}
