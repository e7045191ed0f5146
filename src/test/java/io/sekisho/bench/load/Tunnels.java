package io.sekisho.bench.load;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Some tunnels, opened one after another, served by the calling thread. */
final class Tunnels implements AutoCloseable {

  private final List<Route> routes;
  private final int number;
  private final Selector selector;
  private final List<SocketChannel> channels = new ArrayList<>();

  Tunnels(List<Route> routes, int number) throws IOException {
    this.routes = routes;
    this.number = number;
    this.selector = Selector.open();
  }

  /** Opens them; each gets an attachment of its own. */
  void open(int interest, Supplier<?> attachment) throws IOException {
    for (int i = 0; i < number; i++) {
      SocketChannel channel = routes.get(i % routes.size()).open();
      channels.add(channel);
      channel.configureBlocking(false);
      channel.register(selector, interest, attachment.get());
    }
  }

  List<SocketChannel> channels() {
    return channels;
  }

  void serve(Consumer<SelectionKey> ready, BooleanSupplier goesOn) throws IOException {
    while (goesOn.getAsBoolean()) {
      selector.select(ready, 100);
    }
  }

  @Override
  public void close() throws IOException {
    for (SocketChannel channel : channels) {
      channel.close();
    }
    selector.close();
  }
}
