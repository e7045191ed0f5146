package io.sekisho.listener;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
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
    started = true;
    super.channelRead(ctx, message);
  }
}
