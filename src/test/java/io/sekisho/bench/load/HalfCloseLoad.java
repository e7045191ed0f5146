package io.sekisho.bench.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/**
 * A client that has sent all it has and finishes its side, as {@code nc -N} and rsh do: the origin,
 * which answers only then, must see the end, and its answer must arrive.
 */
final class HalfCloseLoad implements Load {

  private static final byte[] MESSAGE = "all that I have".getBytes(StandardCharsets.US_ASCII);
  private static final int TIMEOUT_MILLIS = 3000;

  private final Route route;

  HalfCloseLoad(Route route) {
    this.route = route;
  }

  @Override
  public Map<String, Double> run(Signals signals) throws IOException {
    try (SocketChannel channel = route.open()) {
      signals.begin();
      channel.write(ByteBuffer.wrap(MESSAGE));
      channel.shutdownOutput();
      boolean right = answered(channel);
      signals.end();
      return Map.of("right", right ? 1.0 : 0.0);
    }
  }

  private static boolean answered(SocketChannel channel) {
    try {
      channel.socket().setSoTimeout(TIMEOUT_MILLIS);
      return Arrays.equals(MESSAGE, channel.socket().getInputStream().readAllBytes());
    } catch (IOException e) {
      return false;
    }
  }
}
