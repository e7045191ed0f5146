package io.sekisho.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.UUID;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** A server on loopback that sends back what it gets under TLS. */
public final class TlsTarget implements AutoCloseable {

  private final TestCertificates certificates;
  private final SSLServerSocket server;

  private TlsTarget(TestCertificates certificates) {
    this.certificates = certificates;
    try {
      server =
          (SSLServerSocket)
              certificates
                  .showing(certificates.issue("target-" + UUID.randomUUID(), "dns:localhost"))
                  .getServerSocketFactory()
                  .createServerSocket(0, 100, InetAddress.getByName("127.0.0.1"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread thread = new Thread(this::acceptAll, "tls-target");
    thread.setDaemon(true);
    thread.start();
  }

  public static TlsTarget echo(TestCertificates certificates) {
    return new TlsTarget(certificates);
  }

  public int port() {
    return server.getLocalPort();
  }

  /** A client's TLS over its open tunnel, trusting this target; null sends no server name. */
  public SSLSocket over(RawClient tunnel, String sni) {
    try {
      // A context of its own: a session of before, for another name, would not be taken up.
      SSLSocket socket =
          (SSLSocket)
              certificates
                  .anonymous()
                  .getSocketFactory()
                  .createSocket(tunnel.socket(), "localhost", server.getLocalPort(), true);
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
      parameters.setServerNames(sni == null ? List.of() : List.of(new SNIHostName(sni)));
      socket.setSSLParameters(parameters);
      return socket;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void acceptAll() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        Thread thread = new Thread(() -> echo(socket), "tls-target");
        thread.setDaemon(true);
        thread.start();
      } catch (IOException e) {
        return;
      }
    }
  }

  private static void echo(Socket socket) {
    try (socket) {
      socket.getInputStream().transferTo(socket.getOutputStream());
    } catch (IOException e) {
      // The other side broke off: what a test wants to see of it, it sees on its own side.
    }
  }
}
