package io.sekisho.support;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;

/** What may happen to octets of any format on their way from somebody who means ill. */
public final class Octets {

  private static final byte[] EDGES = {0, 1, 2, 3, 0x7f, (byte) 0x80, (byte) 0xfe, (byte) 0xff};

  private Octets() {}

  /** One thing done to them. */
  public static byte[] mutated(byte[] octets, Random random) {
    byte[] bytes = octets.clone();
    if (bytes.length == 0) {
      return bytes;
    }
    // Most of what matters stands in front.
    int at = random.nextInt(random.nextBoolean() ? Math.min(bytes.length, 120) : bytes.length);
    switch (random.nextInt(6)) {
      case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> bytes[at] = (byte) random.nextInt();
      case 2 -> bytes[at] = EDGES[random.nextInt(EDGES.length)];
      case 3 -> {
        return Arrays.copyOf(bytes, at);
      }
      case 4 -> {
        byte[] inserted = random(random, 40);
        return join(
            Arrays.copyOf(bytes, at), inserted, Arrays.copyOfRange(bytes, at, bytes.length));
      }
      default -> {
        int to = Math.min(bytes.length, at + random.nextInt(40));
        return join(Arrays.copyOf(bytes, to), Arrays.copyOfRange(bytes, at, bytes.length));
      }
    }
    return bytes;
  }

  /** Any octets, fewer than so many. */
  public static byte[] random(Random random, int bound) {
    byte[] octets = new byte[random.nextInt(bound)];
    random.nextBytes(octets);
    return octets;
  }

  /** Where so many octets are cut into segments: everywhere at times, else at a few places. */
  public static int[] cuts(int length, Random random) {
    return random.nextInt(16) == 0 && length < 4_096
        ? IntStream.range(0, length).toArray()
        : random.ints(1 + random.nextInt(4), 0, length + 1).sorted().toArray();
  }

  public static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
