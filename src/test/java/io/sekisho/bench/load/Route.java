package io.sekisho.bench.load;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * How an origin is reached: a port of loopback, and the request for a tunnel to send there, empty
 * where none is needed.
 */
public record Route(int port, String request) {

  /** Without a proxy, or through a relay that leads to one place only. */
  public static Route plain(int port) {
    return new Route(port, "");
  }

  /** By CONNECT; fields are header lines besides Host. */
  public static Route connect(int proxyPort, int originPort, List<String> fields) {
    String authority = "127.0.0.1:" + originPort;
    StringBuilder head = new StringBuilder("CONNECT " + authority + " HTTP/1.1\r\n");
    head.append("Host: ").append(authority).append("\r\n");
    fields.forEach(field -> head.append(field).append("\r\n"));
    return new Route(proxyPort, head.append("\r\n").toString());
  }

  /** As it stands in a command. */
  public String encoded() {
    return port + "|" + Base64.getEncoder().encodeToString(bytes());
  }

  static List<Route> decode(String routes) {
    return Arrays.stream(routes.split(",")).map(Route::decodeOne).toList();
  }

  boolean asks() {
    return !request.isEmpty();
  }

  InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /** The request in a buffer of its own, to be sent again and again. */
  ByteBuffer requestBuffer() {
    byte[] bytes = bytes();
    return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
  }

  /** A tunnel, waited for. */
  public SocketChannel open() throws IOException {
    SocketChannel channel = SocketChannel.open(address());
    try {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      if (asks()) {
        ask(channel);
      }
      return channel;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** Byte by byte, so that nothing is read of what follows the head. */
  private void ask(SocketChannel channel) throws IOException {
    channel.write(ByteBuffer.wrap(bytes()));
    channel.socket().setSoTimeout(10_000);
    Head head = new Head();
    byte[] next = new byte[1];
    do {
      if (channel.socket().getInputStream().read(next) < 0) {
        throw new EOFException("closed instead of an answer");
      }
    } while (!head.take(ByteBuffer.wrap(next)));
    if (head.status() != 200) {
      throw new IOException("answered " + head.status());
    }
  }

  private byte[] bytes() {
    return request.getBytes(StandardCharsets.US_ASCII);
  }

  private static Route decodeOne(String route) {
    String[] parts = route.split("\\|", 2);
    byte[] request = Base64.getDecoder().decode(parts[1]);
    return new Route(Integer.parseInt(parts[0]), new String(request, StandardCharsets.US_ASCII));
  }
}
