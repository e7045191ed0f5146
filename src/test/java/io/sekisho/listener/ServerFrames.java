package io.sekisho.listener;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.sekisho.support.Http2Client;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a server said over HTTP/2, read to the end; fails on what no server may say. */
final class ServerFrames {

  private static final int MAX_FRAME = 0xffffff;

  private final DefaultHttp2HeadersDecoder hpack = new DefaultHttp2HeadersDecoder(false);
  private final Map<Integer, Integer> statuses = new HashMap<>();
  private final List<Integer> types = new ArrayList<>();

  private ServerFrames() throws Http2Exception {
    // A client may allow any size, and these do.
    hpack.configuration().maxHeaderTableSize(0xffffffffL);
  }

  /**
   * Reads whole frames.
   *
   * @param cut whether the last one may be incomplete, as the connection was
   */
  static ServerFrames read(byte[] octets, boolean cut) {
    try {
      ServerFrames frames = new ServerFrames();
      ByteBuffer in = ByteBuffer.wrap(octets);
      while (in.hasRemaining() && !(cut && !isWhole(in))) {
        frames.readFrame(in);
      }
      return frames;
    } catch (Http2Exception e) {
      throw new AssertionError("not HTTP/2", e);
    }
  }

  private static boolean isWhole(ByteBuffer in) {
    return in.remaining() >= 9 && in.remaining() - 9 >= in.getInt(in.position()) >>> 8;
  }

  private void readFrame(ByteBuffer in) throws Http2Exception {
    int head = in.getInt();
    int flags = in.get();
    int stream = in.getInt();
    byte[] payload = new byte[head >>> 8 & MAX_FRAME];
    in.get(payload);
    types.add(head & 0xff);
    if ((head & 0xff) == Http2Client.HEADERS) {
      if ((flags & Http2Client.END_HEADERS) == 0) {
        throw new AssertionError("an answer of ours needs no CONTINUATION");
      }
      CharSequence status = hpack.decodeHeaders(stream, Unpooled.wrappedBuffer(payload)).status();
      if (statuses.put(stream, Integer.valueOf(status.toString())) != null) {
        throw new AssertionError("a second answer on stream " + stream);
      }
    }
  }

  /** The status of every stream that was answered. */
  Map<Integer, Integer> statuses() {
    return statuses;
  }

  /** The types of all frames in order. */
  List<Integer> types() {
    return types;
  }
}
