package io.sekisho.bench.load;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Clients that each open a tunnel, send 64 bytes through it, take them back, close it, and open the
 * next one.
 */
final class TunnelLoad implements Load {

  private static final int PAYLOAD = 64;
  private static final int TOO_MANY_FAILURES = 1000;

  private final InetSocketAddress[] addresses;
  private final ByteBuffer[] requests;
  private final int clients;
  private final Length length;
  private final ByteBuffer payload = ByteBuffer.allocateDirect(PAYLOAD);
  private final ByteBuffer input = ByteBuffer.allocateDirect(16 * 1024);
  private final Consumer<SelectionKey> ready = this::ready;
  private Selector selector;
  private int next;
  private long tunnels;
  private long failures;
  private String lastFailure;

  TunnelLoad(List<Route> routes, int clients, Length length) {
    this.addresses = routes.stream().map(Route::address).toArray(InetSocketAddress[]::new);
    this.requests =
        routes.stream()
            .map(route -> route.asks() ? route.requestBuffer() : null)
            .toArray(ByteBuffer[]::new);
    this.clients = clients;
    this.length = length;
  }

  private static final class Client {
    private final Head head = new Head();
    private SocketChannel channel;
    private int route;
    private boolean open;
    private int received;
  }

  @Override
  public Map<String, Double> run(Signals signals) throws IOException {
    Window window = new Window(length, System::nanoTime, signals);
    try (Selector opened = Selector.open()) {
      selector = opened;
      for (int i = 0; i < clients; i++) {
        start(new Client());
      }
      while (window.goesOn(tunnels)) {
        selector.select(ready, 100);
        if (failures > TOO_MANY_FAILURES && failures > tunnels) {
          throw new IOException(failures + " failed, the last one: " + lastFailure);
        }
      }
      for (SelectionKey key : selector.keys()) {
        key.channel().close();
      }
    }
    if (failures > 0) {
      signals.note(failures + " failed, the last one: " + lastFailure);
    }
    return window.figures();
  }

  private void start(Client client) throws IOException {
    client.head.reset();
    client.received = 0;
    client.route = next;
    next = (next + 1) % addresses.length;
    ByteBuffer request = requests[client.route];
    client.open = request == null;
    // On loopback the kernel answers at once, and waiting for it costs less than being told.
    client.channel = SocketChannel.open(addresses[client.route]);
    client.channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    client.channel.write(client.open ? payload.rewind() : request.rewind());
    client.channel.configureBlocking(false);
    client.channel.register(selector, SelectionKey.OP_READ, client);
  }

  private void ready(SelectionKey key) {
    Client client = (Client) key.attachment();
    try {
      if (received(client)) {
        tunnels++;
        again(client);
      }
    } catch (IOException e) {
      failures++;
      lastFailure = e.toString();
      again(client);
    }
  }

  private void again(Client client) {
    try {
      client.channel.close();
      start(client);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether all has come back. */
  private boolean received(Client client) throws IOException {
    if (client.channel.read(input.clear()) < 0) {
      throw new EOFException();
    }
    input.flip();
    if (!client.open) {
      if (!client.head.take(input)) {
        return false;
      }
      if (client.head.status() != 200) {
        throw new IOException("answered " + client.head.status());
      }
      client.open = true;
      client.channel.write(payload.rewind());
    }
    client.received += input.remaining();
    return client.received == PAYLOAD;
  }
}
