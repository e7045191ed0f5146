package io.sekisho.bench.load;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Map;

/** Open tunnels on each of which 64 bytes go there and back, one message at a time. */
final class RoundTripLoad implements Load {

  private static final int PAYLOAD = 64;

  private final Tunnels tunnels;
  private final Length length;
  private final ByteBuffer payload = ByteBuffer.allocateDirect(PAYLOAD);
  private final ByteBuffer input = ByteBuffer.allocateDirect(PAYLOAD);
  private long trips;

  RoundTripLoad(Tunnels tunnels, Length length) {
    this.tunnels = tunnels;
    this.length = length;
  }

  private static final class Trip {
    private int received;
  }

  @Override
  public Map<String, Double> run(Signals signals) throws IOException {
    Window window = new Window(length, System::nanoTime, signals);
    try (tunnels) {
      tunnels.open(SelectionKey.OP_READ, Trip::new);
      for (SocketChannel channel : tunnels.channels()) {
        channel.write(payload.rewind());
      }
      tunnels.serve(this::readable, () -> window.goesOn(trips));
    }
    return window.figures();
  }

  private void readable(SelectionKey key) {
    SocketChannel channel = (SocketChannel) key.channel();
    Trip trip = (Trip) key.attachment();
    try {
      int read = channel.read(input.clear());
      if (read < 0) {
        throw new EOFException("a tunnel was closed");
      }
      trip.received += read;
      if (trip.received == PAYLOAD) {
        trip.received = 0;
        trips++;
        channel.write(payload.rewind());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
