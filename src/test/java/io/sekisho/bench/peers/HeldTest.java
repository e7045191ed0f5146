package io.sekisho.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeldTest {

  private static final long MIB = 1024;

  private final Held begin = new Held(100 * MIB, 2 * MIB, 800 * MIB, 100);

  @Test
  void shouldNotMindWhatMovesWithinTheBounds() {
    assertThat(new Held(120 * MIB, 10 * MIB, 880 * MIB, 116).grownBeyond(begin)).isEmpty();
    assertThat(new Held(10 * MIB, 0, 500 * MIB, 10).grownBeyond(begin)).as("less").isEmpty();
  }

  @Test
  void shouldTellEachThatGrew() {
    assertThat(new Held(121 * MIB, 11 * MIB, 881 * MIB, 117).grownBeyond(begin))
        .containsExactly(
            "heap by 21,504 KiB, more than 20 % or 16,384 KiB",
            "direct buffers by 9,216 KiB, more than 20 % or 8,192 KiB",
            "resident memory by 82,944 KiB, more than 10 % or 32,768 KiB",
            "descriptors by 17, more than 10 % or 16");
  }
}
