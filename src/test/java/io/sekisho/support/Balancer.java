package io.sekisho.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What stands before replicas, as a Service does: leads each connection to the next of those it was
 * told of, and knows nothing of what is inside. Who is taken out keeps the connections it has.
 */
public final class Balancer implements AutoCloseable {

  private final ServerSocket server;
  private final List<Integer> members = new CopyOnWriteArrayList<>();
  private final Map<Integer, AtomicInteger> connections = new ConcurrentHashMap<>();
  private int next;

  public Balancer() {
    try {
      server = new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    daemon(this::accept);
  }

  public int port() {
    return server.getLocalPort();
  }

  /** Leads to this port, too. */
  public void add(int member) {
    connections.put(member, new AtomicInteger());
    members.add(member);
  }

  /** Leads there no more. */
  public void remove(int member) {
    members.remove(Integer.valueOf(member));
  }

  /** Connections to a port that are not over. */
  public int connections(int member) {
    return connections.get(member).get();
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        int member = members.get(next++ % members.size());
        // Before the next look at the members, so that it is counted once it is removed.
        connections.get(member).incrementAndGet();
        daemon(() -> lead(client, member));
      } catch (IOException e) {
        // Closed.
      }
    }
  }

  private void lead(Socket client, int member) {
    try (client;
        Socket replica = new Socket(InetAddress.getLoopbackAddress(), member)) {
      Thread back = daemon(() -> pass(replica, client));
      pass(client, replica);
      back.join();
    } catch (IOException e) {
      // Nobody there: the client sees its connection broken.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      connections.get(member).decrementAndGet();
    }
  }

  private static void pass(Socket from, Socket to) {
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      in.transferTo(out);
      to.shutdownOutput();
    } catch (IOException e) {
      close(from);
      close(to);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is broken already.
    }
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "balancer");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }
}
