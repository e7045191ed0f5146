package io.sekisho.tls;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Valid ClientHellos with something done to them. */
public final class MutatedHellos {

  private static final List<byte[]> SEEDS =
      List.of(
          Hellos.to("api.example.com"),
          Hellos.ofJdk(null, List.of(), "TLSv1.2"),
          Hellos.records(Hellos.message(Hellos.to("api.example.com")), 1),
          Hellos.records(Hellos.message(Hellos.to("other.example.com")), 7),
          Hellos.records(
              Hellos.hello()
                  .sni("api.example.com")
                  .alpn("h2")
                  .versions(0x0304)
                  .signatures(0x0403)
                  .extension(0xfe0d, new byte[40])
                  .message(),
              16_384));

  private static final byte[] EDGES = {0, 1, 2, 3, 0x7f, (byte) 0x80, (byte) 0xfe, (byte) 0xff};

  private MutatedHellos() {}

  /** The same for the same state of the generator. */
  public static byte[] of(Random random) {
    byte[] bytes = SEEDS.get(random.nextInt(SEEDS.size())).clone();
    for (int i = random.nextInt(4); i >= 0 && bytes.length > 0; i--) {
      bytes = mutated(bytes, random);
    }
    return bytes;
  }

  private static byte[] mutated(byte[] bytes, Random random) {
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
        byte[] inserted = new byte[random.nextInt(40)];
        random.nextBytes(inserted);
        return Hellos.join(
            Arrays.copyOf(bytes, at), inserted, Arrays.copyOfRange(bytes, at, bytes.length));
      }
      default -> {
        int to = Math.min(bytes.length, at + random.nextInt(40));
        return Hellos.join(Arrays.copyOf(bytes, to), Arrays.copyOfRange(bytes, at, bytes.length));
      }
    }
    return bytes;
  }
}
