package io.sekisho.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A server on loopback that does one thing with each connection, and counts them. */
public final class Target implements AutoCloseable {

  private final ServerSocket server;
  private final BlockingQueue<Socket> accepted = new LinkedBlockingQueue<>();

  /** What is done with a connection; it is closed afterwards. */
  public interface Behaviour {
    void serve(Socket socket) throws IOException;
  }

  private Target(Behaviour behaviour) {
    this(behaviour, "127.0.0.1");
  }

  private Target(Behaviour behaviour, String address) {
    try {
      server = new ServerSocket(0, 1_000, InetAddress.getByName(address));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    daemon(() -> acceptAll(behaviour));
  }

  public static Target doing(Behaviour behaviour) {
    return new Target(behaviour);
  }

  /** Sends back what it gets, and finishes when its client does. */
  public static Target echo() {
    return new Target(
        socket -> {
          socket.getInputStream().transferTo(socket.getOutputStream());
          socket.shutdownOutput();
        });
  }

  /** Like {@link #echo()}, under every address of loopback. */
  public static Target everywhere() {
    return new Target(
        socket -> socket.getInputStream().transferTo(socket.getOutputStream()), "0.0.0.0");
  }

  /** Leaves its connections to the test. */
  public static Target manual() {
    return new Target(null);
  }

  public int port() {
    return server.getLocalPort();
  }

  public String authority() {
    return "127.0.0.1:" + port();
  }

  /** The next connection of a manual target. */
  public Socket nextConnection() {
    try {
      Socket socket = accepted.poll(30, TimeUnit.SECONDS);
      if (socket == null) {
        throw new AssertionError("nobody connected to the target");
      }
      socket.setSoTimeout(30_000);
      return socket;
    } catch (InterruptedException | IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Whether anybody has connected since the last {@link #nextConnection()}. */
  public boolean isUntouched() {
    return accepted.isEmpty();
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void acceptAll(Behaviour behaviour) {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        if (behaviour == null) {
          accepted.add(socket);
        } else {
          daemon(() -> serve(behaviour, socket));
        }
      } catch (IOException e) {
        return;
      }
    }
  }

  private static void serve(Behaviour behaviour, Socket socket) {
    try (socket) {
      behaviour.serve(socket);
    } catch (IOException e) {
      // The other side broke off: what a test wants to see of it, it sees on its own side.
    }
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "target");
    thread.setDaemon(true);
    thread.start();
  }
}
