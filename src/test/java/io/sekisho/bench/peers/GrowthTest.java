package io.sekisho.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GrowthTest {

  @Test
  void shouldSayNothingOfWhatGrowsWithTheTunnels() {
    assertThat(new Growth(1000, 11_000, 2000, 20_000, 0).curve()).isEmpty();
    assertThat(new Growth(1000, 8_000, 2000, 20_000, 0).curve()).isEmpty();
  }

  @Test
  void shouldTellWhatDoesNot() {
    assertThat(new Growth(1000, 15_000, 2000, 20_000, 0).curve())
        .contains("not linear, 15.0 KiB each with 1000 tunnels and 10.0 with 2000");
    assertThat(new Growth(1000, 5_000, 2000, 20_000, 0).curve()).isPresent();
  }

  @Test
  void shouldTellWhatIsInTheHeap() {
    assertThat(new Growth(1000, 0, 2000, 20_000, 7_000).parts())
        .isEqualTo("of 10.0 KiB for each, 3.5 are in the heap");
  }
}
