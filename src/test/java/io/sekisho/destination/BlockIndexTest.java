package io.sekisho.destination;

import static org.assertj.core.api.Assertions.assertThat;

import io.sekisho.support.Addresses;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BlockIndexTest {

  @Test
  void shouldFindExactlyTheBlocksThatHoldTheAddress() {
    long seed = 4711;
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      InetAddress near = Addresses.randomIpv4(random);
      List<AddressBlock> blocks = new ArrayList<>();
      BlockIndex<AddressBlock> index = new BlockIndex<>();
      for (int i = 0; i < 40; i++) {
        AddressBlock block =
            around(
                random.nextInt(4) == 0 ? Addresses.randomIpv4(random) : near, random.nextInt(33));
        blocks.add(block);
        index.computeIfAbsent(block, () -> block);
      }
      InetAddress asked = random.nextBoolean() ? near : Addresses.randomIpv4(random);

      assertThat(index.around(asked))
          .as("seed %d, round %d: %s in %s", seed, round, asked, blocks)
          .containsExactlyInAnyOrderElementsOf(
              blocks.stream().filter(block -> block.contains(asked)).distinct().toList());
    }
  }

  @Test
  void shouldKeepTheVersionsOfIpApart() throws Exception {
    BlockIndex<String> index = new BlockIndex<>();
    index.computeIfAbsent(AddressBlock.parse("0.0.0.0/0"), () -> "4");
    index.computeIfAbsent(AddressBlock.parse("::/0"), () -> "6");
    index.computeIfAbsent(AddressBlock.parse("2001:db8::/33"), () -> "33");

    assertThat(index.around(InetAddress.getByName("192.0.2.1"))).containsExactly("4");
    assertThat(index.around(InetAddress.getByName("2001:db8:7fff::1"))).containsExactly("6", "33");
    assertThat(index.around(InetAddress.getByName("2001:db8:8000::1"))).containsExactly("6");
  }

  private static AddressBlock around(InetAddress address, int length) {
    byte[] bytes = address.getAddress();
    for (int bit = length; bit < 32; bit++) {
      bytes[bit / 8] &= (byte) ~(0x80 >> bit % 8);
    }
    return AddressBlock.parse(
        "%d.%d.%d.%d/%d"
            .formatted(bytes[0] & 255, bytes[1] & 255, bytes[2] & 255, bytes[3] & 255, length));
  }
}
