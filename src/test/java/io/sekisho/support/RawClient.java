package io.sekisho.support;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** A client that sends exactly the bytes it is told to, and shows exactly what comes back. */
public final class RawClient implements AutoCloseable {

  private static final int TIMEOUT_MILLIS = 30_000;

  private final Socket socket;

  private RawClient(Socket socket) {
    this.socket = socket;
  }

  /** A response's head, and what of its body came before the connection closed. */
  public record Response(String head, String body) {

    public int status() {
      return Integer.parseInt(head.split(" ", 3)[1]);
    }

    public List<String> fields(String name) {
      return head.lines()
          .skip(1)
          .filter(line -> line.toLowerCase().startsWith(name.toLowerCase() + ":"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .toList();
    }

    public Optional<String> field(String name) {
      return fields(name).stream().findFirst();
    }
  }

  /**
   * Connects from 127.0.0.1. The port is chosen with the connection: one that is chosen before, for
   * no matter where, is not free again for a minute, and thousands of connections use all of them.
   */
  public static RawClient connect(int port) {
    return connect(Optional.empty(), port);
  }

  /** Connects from another address of this machine. */
  public static RawClient connect(String localAddress, int port) {
    return connect(Optional.of(new InetSocketAddress(localAddress, 0)), port);
  }

  private static RawClient connect(Optional<InetSocketAddress> from, int port) {
    try {
      Socket socket = new Socket();
      socket.setSoTimeout(TIMEOUT_MILLIS);
      if (from.isPresent()) {
        socket.bind(from.get());
      }
      socket.connect(new InetSocketAddress("127.0.0.1", port), TIMEOUT_MILLIS);
      return new RawClient(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Goes on inside TLS, which is agreed on here and now. */
  public RawClient startTls(SSLContext tls, String... protocols) {
    try {
      SSLSocket secure =
          (SSLSocket)
              tls.getSocketFactory().createSocket(socket, "127.0.0.1", socket.getPort(), true);
      SSLParameters parameters = secure.getSSLParameters();
      parameters.setApplicationProtocols(protocols);
      secure.setSSLParameters(parameters);
      secure.startHandshake();
      return new RawClient(secure);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Asks for a tunnel; each extra line is a header field. */
  public RawClient requestTunnel(String authority, String... fields) {
    StringBuilder head = new StringBuilder("CONNECT " + authority + " HTTP/1.1\r\n");
    Stream.concat(Stream.of("Host: " + authority), Stream.of(fields))
        .forEach(line -> head.append(line).append("\r\n"));
    return send(head + "\r\n");
  }

  public RawClient send(String text) {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  public RawClient send(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next response's head alone; what follows it stays unread. */
  public Response head() {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    try {
      InputStream in = socket.getInputStream();
      while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
        int next = in.read();
        if (next < 0) {
          throw new IOException("closed after: " + head);
        }
        head.write(next);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Response(head.toString(StandardCharsets.ISO_8859_1), "");
  }

  /** A refusal, read to the end of the connection: fails if the connection does not end. */
  public Response refusal() {
    Response response = head();
    return new Response(response.head(), new String(rest(), StandardCharsets.UTF_8));
  }

  /** All that comes until the other side finishes. */
  public byte[] rest() {
    try {
      return socket.getInputStream().readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public byte[] read(int length) {
    try {
      byte[] bytes = socket.getInputStream().readNBytes(length);
      if (bytes.length < length) {
        throw new IOException("closed after " + bytes.length + " of " + length + " bytes");
      }
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String readText(int length) {
    return new String(read(length), StandardCharsets.ISO_8859_1);
  }

  /** Sends a FIN; reading goes on. */
  public RawClient finish() {
    try {
      socket.shutdownOutput();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends a RST. */
  public void reset() {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public OutputStream output() {
    try {
      return socket.getOutputStream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Socket socket() {
    return socket;
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
