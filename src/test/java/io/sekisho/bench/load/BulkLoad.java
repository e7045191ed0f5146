package io.sekisho.bench.load;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Map;

/**
 * Open tunnels with as many bytes in one direction as they take. Upwards, bytes count when they are
 * written: what is under way at the begin is under way at the end too.
 */
final class BulkLoad implements Load {

  private final Tunnels tunnels;
  private final boolean up;
  private final Length length;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(256 * 1024);
  private long bytes;

  BulkLoad(Tunnels tunnels, boolean up, Length length) {
    this.tunnels = tunnels;
    this.up = up;
    this.length = length;
  }

  @Override
  public Map<String, Double> run(Signals signals) throws IOException {
    Window window = new Window(length, System::nanoTime, signals);
    try (tunnels) {
      tunnels.open(up ? SelectionKey.OP_WRITE : SelectionKey.OP_READ, () -> null);
      tunnels.serve(this::ready, () -> window.goesOn(bytes));
    }
    return window.figures();
  }

  private void ready(SelectionKey key) {
    SocketChannel channel = (SocketChannel) key.channel();
    try {
      int moved = up ? channel.write(buffer.clear()) : channel.read(buffer.clear());
      if (moved < 0) {
        throw new EOFException("a tunnel was closed");
      }
      bytes += moved;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
