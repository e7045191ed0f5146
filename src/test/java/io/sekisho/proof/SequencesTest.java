package io.sekisho.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SequencesTest {

  @Test
  void shouldHoldWhatWasAddedInWhateverOrder() {
    Random random = new Random(11);
    for (int round = 0; round < 500; round++) {
      Sequences sequences = new Sequences();
      BitSet naive = new BitSet();
      for (int i = 0; i < 8; i++) {
        int first = random.nextInt(60);
        int last = first + random.nextInt(8);
        sequences.add(first, last);
        naive.set(first, last + 1);
      }
      Sequences read = new Sequences();
      read.addAll(sequences.toString());
      for (int first = 0; first < 70; first += 7) {
        int missing = naive.nextClearBit(first);
        assertThat(read.firstMissing(first, 70).orElse(-1))
            .as(sequences + " from " + first)
            .isEqualTo(missing <= 70 ? missing : -1);
      }
      assertThat(read).hasToString(sequences.toString());
    }
  }

  @Test
  void shouldJoinNeighbours() {
    Sequences sequences = new Sequences();
    sequences.add(1, 3);
    sequences.add(5, 5);
    sequences.add(4, 4);
    sequences.add(9, 9);
    assertThat(sequences).hasToString("1-5,9-9");
    assertThat(sequences.firstMissing(3, 2)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "1-", "-1-2", "1-2,", "a-b", "1-99999999999999999999"})
  void shouldRefuseWhatIsNoList(String text) {
    assertThatThrownBy(() -> new Sequences().addAll(text))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
