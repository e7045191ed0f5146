package io.sekisho.support;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;

/** An HTTP/2 client that sends exactly the frames it is told to, right or wrong. */
public final class Http2Client implements AutoCloseable {

  public static final int DATA = 0;
  public static final int HEADERS = 1;
  public static final int RST_STREAM = 3;
  public static final int SETTINGS = 4;
  public static final int PING = 6;
  public static final int GOAWAY = 7;
  public static final int WINDOW_UPDATE = 8;
  public static final int CONTINUATION = 9;

  public static final int END_STREAM = 0x1;
  public static final int ACK = 0x1;
  public static final int END_HEADERS = 0x4;

  public static final int NO_ERROR = 0;
  public static final int PROTOCOL_ERROR = 1;
  public static final int REFUSED_STREAM = 7;
  public static final int CANCEL = 8;
  public static final int CONNECT_ERROR = 10;
  public static final int ENHANCE_YOUR_CALM = 11;

  private final RawClient connection;
  private final DefaultHttp2HeadersDecoder hpack = new DefaultHttp2HeadersDecoder(false);
  private final Deque<Frame> unclaimed = new ArrayDeque<>();

  /** A frame as it came; of HEADERS the fields have been decoded. */
  public record Frame(int type, int flags, int stream, byte[] payload, Http2Headers headers) {

    public boolean endsStream() {
      return (type == DATA || type == HEADERS) && (flags & END_STREAM) != 0;
    }

    /** The error code of RST_STREAM, or the increment of WINDOW_UPDATE. */
    public int error() {
      return number(payload, 0);
    }

    /** The error code of GOAWAY. */
    public int connectionError() {
      return number(payload, 4);
    }

    public String text() {
      return new String(payload, StandardCharsets.ISO_8859_1);
    }

    public int status() {
      return Integer.parseInt(headers.status().toString());
    }
  }

  private Http2Client(RawClient connection) {
    this.connection = connection;
  }

  /** Connects and greets, with these settings as pairs of identifier and value. */
  public static Http2Client connect(int port, SSLContext tls, int... settings) {
    RawClient connection = RawClient.connect(port).startTls(tls, "h2");
    Http2Client client = new Http2Client(connection);
    connection.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    ByteBuf payload = Unpooled.buffer();
    for (int i = 0; i < settings.length; i += 2) {
      payload.writeShort(settings[i]).writeInt(settings[i + 1]);
    }
    return client.send(SETTINGS, 0, 0, bytes(payload));
  }

  public Http2Client send(int type, int flags, int stream, byte[] payload) {
    connection.send(frame(type, flags, stream, payload));
    return this;
  }

  /** Sends octets as they are. */
  public Http2Client sendRaw(byte[] octets) {
    connection.send(octets);
    return this;
  }

  public static byte[] frame(int type, int flags, int stream, byte[] payload) {
    return bytes(
        Unpooled.buffer(9 + payload.length)
            .writeMedium(payload.length)
            .writeByte(type)
            .writeByte(flags)
            .writeInt(stream)
            .writeBytes(payload));
  }

  /** Asks for a tunnel. */
  public Http2Client connectTo(int stream, String authority, String pass) {
    return headers(
        stream,
        0,
        ":method",
        "CONNECT",
        ":authority",
        authority,
        "proxy-authorization",
        "Bearer " + pass);
  }

  /** Sends a field section, given as names and values. */
  public Http2Client headers(int stream, int flags, String... fields) {
    return send(HEADERS, flags | END_HEADERS, stream, fieldSection(fields));
  }

  public Http2Client data(int stream, String text) {
    return send(DATA, 0, stream, text.getBytes(StandardCharsets.ISO_8859_1));
  }

  public Http2Client finish(int stream) {
    return send(DATA, END_STREAM, stream, new byte[0]);
  }

  public Http2Client reset(int stream, int error) {
    return send(RST_STREAM, 0, stream, bytes(Unpooled.buffer().writeInt(error)));
  }

  public Http2Client allow(int stream, int bytes) {
    return send(WINDOW_UPDATE, 0, stream, bytes(Unpooled.buffer().writeInt(bytes)));
  }

  /** The next frame that fits, those before it being kept for others. */
  public Frame await(Predicate<Frame> wanted) {
    for (Frame frame : List.copyOf(unclaimed)) {
      if (wanted.test(frame)) {
        unclaimed.remove(frame);
        return frame;
      }
    }
    while (true) {
      Frame frame = next();
      if (wanted.test(frame)) {
        return frame;
      }
      unclaimed.add(frame);
    }
  }

  public Frame await(int type, int stream) {
    return await(frame -> frame.type() == type && frame.stream() == stream);
  }

  /** A frame that has come already, or null. */
  public Frame poll(int type, int stream) {
    for (Frame frame : unclaimed) {
      if (frame.type() == type && frame.stream() == stream) {
        unclaimed.remove(frame);
        return frame;
      }
    }
    return null;
  }

  /** The response's head. */
  public Frame response(int stream) {
    return await(HEADERS, stream);
  }

  /** So many bytes of a stream's DATA, granting the room for more as they come. */
  public String read(int stream, int length) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    while (all.size() < length) {
      byte[] payload = await(DATA, stream).payload();
      all.writeBytes(payload);
      if (payload.length > 0) {
        allow(stream, payload.length).allow(0, payload.length);
      }
    }
    return all.toString(StandardCharsets.ISO_8859_1);
  }

  /** All DATA of a stream up to its end. */
  public String rest(int stream) {
    StringBuilder all = new StringBuilder();
    while (true) {
      Frame frame = await(DATA, stream);
      all.append(frame.text());
      if (frame.endsStream()) {
        return all.toString();
      }
      if (frame.payload().length > 0) {
        allow(stream, frame.payload().length).allow(0, frame.payload().length);
      }
    }
  }

  /** Asks for an answer, and gets it: everything sent before has been read by the other side. */
  public Http2Client ping() {
    send(PING, 0, 0, new byte[8]);
    await(frame -> frame.type() == PING && (frame.flags() & ACK) != 0);
    return this;
  }

  public RawClient connection() {
    return connection;
  }

  @Override
  public void close() {
    connection.close();
  }

  private Frame next() {
    byte[] head = connection.read(9);
    int length = (head[0] & 0xff) << 16 | (head[1] & 0xff) << 8 | head[2] & 0xff;
    int type = head[3];
    int flags = head[4] & 0xff;
    int stream = number(head, 5);
    byte[] payload = connection.read(length);
    Frame frame =
        new Frame(type, flags, stream, payload, type == HEADERS ? decode(stream, payload) : null);
    if (type == SETTINGS && (flags & ACK) == 0) {
      send(SETTINGS, ACK, 0, new byte[0]);
    }
    return frame;
  }

  private Http2Headers decode(int stream, byte[] payload) {
    try {
      return hpack.decodeHeaders(stream, Unpooled.wrappedBuffer(payload));
    } catch (Http2Exception e) {
      throw new AssertionError(e);
    }
  }

  /** Literal fields without indexing (RFC 7541 §6.2.2), lengths without their own compression. */
  public static byte[] fieldSection(String... fields) {
    ByteBuf section = Unpooled.buffer();
    for (int i = 0; i < fields.length; i += 2) {
      section.writeByte(0);
      string(section, fields[i]);
      string(section, fields[i + 1]);
    }
    return bytes(section);
  }

  private static void string(ByteBuf out, String text) {
    byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
    // RFC 7541 §5.1: an integer with a prefix of seven bits.
    if (octets.length < 127) {
      out.writeByte(octets.length);
    } else {
      out.writeByte(127);
      int rest = octets.length - 127;
      while (rest >= 128) {
        out.writeByte(rest % 128 + 128);
        rest /= 128;
      }
      out.writeByte(rest);
    }
    out.writeBytes(octets);
  }

  private static int number(byte[] bytes, int at) {
    return (bytes[at] & 0x7f) << 24
        | (bytes[at + 1] & 0xff) << 16
        | (bytes[at + 2] & 0xff) << 8
        | bytes[at + 3] & 0xff;
  }

  private static byte[] bytes(ByteBuf buffer) {
    byte[] bytes = new byte[buffer.readableBytes()];
    buffer.readBytes(bytes);
    return bytes;
  }
}
