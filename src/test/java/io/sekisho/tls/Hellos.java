package io.sekisho.tls;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/** ClientHellos, of a real implementation or put together by hand. */
public final class Hellos {

  private static final int RECORD_HEADER = 5;

  private Hellos() {}

  /** The records that the JDK's own TLS begins with. */
  public static byte[] ofJdk(String sni, List<String> alpn, String... versions) {
    try {
      SSLEngine engine = SSLContext.getDefault().createSSLEngine();
      engine.setUseClientMode(true);
      SSLParameters parameters = engine.getSSLParameters();
      if (sni != null) {
        parameters.setServerNames(List.of(new SNIHostName(sni)));
      }
      parameters.setApplicationProtocols(alpn.toArray(String[]::new));
      parameters.setProtocols(versions);
      engine.setSSLParameters(parameters);
      ByteBuffer records = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
      engine.wrap(ByteBuffer.allocate(0), records);
      return Arrays.copyOf(records.array(), records.position());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** A hello for a server as most clients send one. */
  public static byte[] to(String sni) {
    return ofJdk(sni, List.of("h2", "http/1.1"), "TLSv1.3", "TLSv1.2");
  }

  /** One record with a hello that may be followed by early data. */
  public static byte[] withEarlyData(String sni) {
    return records(hello().sni(sni).extension(0x002a, new byte[0]).message(), 16_384);
  }

  /** The message in one record, without its record's header. */
  public static byte[] message(byte[] record) {
    return Arrays.copyOfRange(record, RECORD_HEADER, record.length);
  }

  /** A message cut into records of so many bytes. */
  public static byte[] records(byte[] message, int fragment) {
    ByteArrayOutputStream records = new ByteArrayOutputStream();
    for (int from = 0; from < message.length; from += fragment) {
      int length = Math.min(fragment, message.length - from);
      records.writeBytes(new byte[] {22, 3, 1, (byte) (length >> 8), (byte) length});
      records.write(message, from, length);
    }
    return records.toByteArray();
  }

  static Builder hello() {
    return new Builder();
  }

  /** A hello of which every part can be wrong. */
  static final class Builder {

    private int legacyVersion = 0x0303;
    private byte[] sessionId = new byte[0];
    private byte[] ciphers = u16s(0x1301);
    private byte[] compression = {0};
    private final List<byte[]> extensions = new ArrayList<>();
    private byte[] behind = new byte[0];

    Builder legacyVersion(int version) {
      legacyVersion = version;
      return this;
    }

    Builder sessionId(int length) {
      sessionId = new byte[length];
      return this;
    }

    Builder ciphers(int... codes) {
      ciphers = u16s(codes);
      return this;
    }

    Builder cipherBytes(byte... bytes) {
      ciphers = bytes;
      return this;
    }

    Builder compression(byte... methods) {
      compression = methods;
      return this;
    }

    Builder extension(int type, byte[] data) {
      extensions.add(join(u16s(type), vector16(data)));
      return this;
    }

    Builder sni(String name) {
      return sni(name.getBytes(StandardCharsets.ISO_8859_1));
    }

    Builder sni(byte[] name) {
      return extension(0x0000, vector16(join(new byte[] {0}, vector16(name))));
    }

    Builder alpn(String... protocols) {
      byte[] list = new byte[0];
      for (String protocol : protocols) {
        list = join(list, vector8(protocol.getBytes(StandardCharsets.ISO_8859_1)));
      }
      return extension(0x0010, vector16(list));
    }

    Builder versions(int... codes) {
      return extension(0x002b, vector8(u16s(codes)));
    }

    Builder signatures(int... codes) {
      return extension(0x000d, vector16(u16s(codes)));
    }

    Builder behind(byte... bytes) {
      behind = bytes;
      return this;
    }

    byte[] body() {
      byte[] fixed =
          join(
              u16s(legacyVersion),
              new byte[32],
              vector8(sessionId),
              vector16(ciphers),
              vector8(compression));
      byte[] block = join(extensions.toArray(byte[][]::new));
      return join(fixed, extensions.isEmpty() ? new byte[0] : vector16(block), behind);
    }

    byte[] message() {
      byte[] body = body();
      return join(new byte[] {1, (byte) (body.length >> 16)}, u16s(body.length & 0xffff), body);
    }

    HelloOutcome parsed() {
      return HelloParser.parse(ByteBuffer.wrap(body()));
    }
  }

  static byte[] u16s(int... codes) {
    ByteBuffer bytes = ByteBuffer.allocate(2 * codes.length);
    IntStream.of(codes).forEach(code -> bytes.putShort((short) code));
    return bytes.array();
  }

  static byte[] vector8(byte[] content) {
    return join(new byte[] {(byte) content.length}, content);
  }

  static byte[] vector16(byte[] content) {
    return join(u16s(content.length), content);
  }

  public static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
