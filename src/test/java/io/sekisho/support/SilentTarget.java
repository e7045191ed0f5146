package io.sekisho.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/**
 * An address that does not answer who connects: a listener that never accepts and whose queue is
 * full, so that the kernel drops what comes.
 */
public final class SilentTarget implements AutoCloseable {

  private static final int PROBE_MILLIS = 300;

  private final ServerSocket server;
  private final List<Socket> queued = new ArrayList<>();

  private SilentTarget(InetSocketAddress address) {
    try {
      server = new ServerSocket();
      server.bind(address, 1);
      fill();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** On an address of loopback and a port; 0 takes a free one. */
  public static SilentTarget at(String address, int port) {
    try {
      return new SilentTarget(new InetSocketAddress(InetAddress.getByName(address), port));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return server.getLocalPort();
  }

  @Override
  public void close() {
    try {
      for (Socket socket : queued) {
        socket.close();
      }
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void fill() throws IOException {
    for (int i = 0; i < 10; i++) {
      Socket socket = new Socket();
      queued.add(socket);
      try {
        socket.connect(server.getLocalSocketAddress(), PROBE_MILLIS);
      } catch (SocketTimeoutException e) {
        return;
      }
    }
    throw new AssertionError("the queue does not fill");
  }
}
