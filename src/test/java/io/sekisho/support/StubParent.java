package io.sekisho.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A proxy on loopback that gives every CONNECT the same answer, and echoes behind it. */
public final class StubParent implements AutoCloseable {

  private final BlockingQueue<String> heads = new LinkedBlockingQueue<>();
  private final Target target;

  /** What is done once a head was read. */
  public interface Answering {
    void answer(Socket socket, OutputStream out) throws IOException;
  }

  private StubParent(SSLContext tls, Answering answering) {
    target = Target.doing(socket -> serve(tls == null ? socket : secured(socket, tls), answering));
  }

  /** Answers with this text and echoes. */
  public static StubParent saying(String answer) {
    return doing(null, echoing(answer));
  }

  /** The same over TLS. */
  public static StubParent saying(String answer, SSLContext tls) {
    return doing(tls, echoing(answer));
  }

  public static StubParent doing(SSLContext tls, Answering answering) {
    return new StubParent(tls, answering);
  }

  public int port() {
    return target.port();
  }

  /** The head of the next request that came in. */
  public String nextHead() {
    try {
      String head = heads.poll(30, TimeUnit.SECONDS);
      if (head == null) {
        throw new AssertionError("nobody asked the parent");
      }
      return head;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Whether nobody has asked since the last {@link #nextHead()}. */
  public boolean isUntouched() {
    return heads.isEmpty();
  }

  @Override
  public void close() {
    target.close();
  }

  private void serve(Socket socket, Answering answering) throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int octet = in.read();
      if (octet < 0) {
        return;
      }
      head.append((char) octet);
    }
    heads.add(head.toString());
    answering.answer(socket, socket.getOutputStream());
  }

  private static Answering echoing(String answer) {
    return (socket, out) -> {
      out.write(answer.getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
      socket.getInputStream().transferTo(out);
    };
  }

  private static Socket secured(Socket socket, SSLContext tls) throws IOException {
    SSLSocket secured =
        (SSLSocket) tls.getSocketFactory().createSocket(socket, null, socket.getPort(), true);
    secured.setUseClientMode(false);
    return secured;
  }
}
