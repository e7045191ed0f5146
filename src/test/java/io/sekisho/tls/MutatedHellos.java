package io.sekisho.tls;

import io.sekisho.support.Octets;
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

  private MutatedHellos() {}

  /** The same for the same state of the generator. */
  public static byte[] of(Random random) {
    byte[] bytes = SEEDS.get(random.nextInt(SEEDS.size())).clone();
    for (int i = random.nextInt(4); i >= 0; i--) {
      bytes = Octets.mutated(bytes, random);
    }
    return bytes;
  }
}
