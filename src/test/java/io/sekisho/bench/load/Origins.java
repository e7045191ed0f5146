package io.sekisho.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * What tunnels lead to, on ports of loopback that it tells on standard output. There is more than
 * one port of the kind that short tunnels lead to, as each of them leaves a local port behind for a
 * while.
 */
public final class Origins {

  private static final int BACKLOG = 4096;

  private final Selector selector;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(256 * 1024);

  /** What an origin does. */
  public enum Kind {
    /** Sends back what it gets. */
    ECHO,
    /** Sends as much as is taken. */
    SOURCE,
    /** Takes all. */
    DISCARD,
    /** Sends back what it got once the other side has finished. */
    AFTERWARDS
  }

  private Origins(Selector selector) {
    this.selector = selector;
  }

  /** Serves until standard input ends. */
  public static void main(String[] arguments) throws IOException {
    Driver.endWithInput();
    try (Selector selector = Selector.open()) {
      Origins origins = new Origins(selector);
      for (int i = 0; i < 4; i++) {
        origins.listen(Kind.ECHO);
      }
      origins.listen(Kind.SOURCE);
      origins.listen(Kind.DISCARD);
      origins.listen(Kind.AFTERWARDS);
      System.out.println("ready");
      while (true) {
        selector.select(origins::ready);
      }
    }
  }

  private void listen(Kind kind) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open();
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
    server.configureBlocking(false);
    server.register(selector, SelectionKey.OP_ACCEPT, kind);
    System.out.println(kind + " " + server.socket().getLocalPort());
  }

  private void ready(SelectionKey key) {
    try {
      if (key.isAcceptable()) {
        accept((ServerSocketChannel) key.channel(), (Kind) key.attachment());
      } else {
        serve(key, (SocketChannel) key.channel());
      }
    } catch (IOException e) {
      // A client that is gone; that is its affair.
      close(key);
    }
  }

  private void accept(ServerSocketChannel server, Kind kind) throws IOException {
    SocketChannel channel;
    while ((channel = server.accept()) != null) {
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      int interest = kind == Kind.SOURCE ? SelectionKey.OP_WRITE : SelectionKey.OP_READ;
      channel.register(
          selector, interest, kind == Kind.AFTERWARDS ? ByteBuffer.allocate(64) : kind);
    }
  }

  private void serve(SelectionKey key, SocketChannel channel) throws IOException {
    if (key.attachment() instanceof ByteBuffer kept) {
      if (channel.read(kept) < 0) {
        channel.write(kept.flip());
        channel.close();
      }
    } else if (key.attachment() == Kind.SOURCE) {
      channel.write(buffer.clear());
    } else if (channel.read(buffer.clear()) < 0) {
      channel.close();
    } else if (key.attachment() == Kind.ECHO) {
      // Messages are short: a peer that leaves them unread is none of this benchmark.
      channel.write(buffer.flip());
    }
  }

  private static void close(SelectionKey key) {
    try {
      key.channel().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
