package io.sekisho.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WarmUpTest {

  private double now = 100;
  private double compiled = 7;
  private final WarmUp warmUp = new WarmUp(90, () -> now, () -> compiled);

  @Test
  void shouldEndOnceTheCompilerIsQuiet() throws Exception {
    double[] shares = {0.9, 0.5, 0.031, 0.01, 0.5};
    int[] turns = {0};

    WarmUp.Ended ended = warmUp.run(() -> turn(7, shares[turns[0]++]));

    assertThat(turns[0]).as("turns").isEqualTo(4);
    assertThat(ended.seconds()).isEqualTo(28);
    assertThat(ended)
        .hasToString("warmed up for 28 s, at whose end its compiler C2 took 1.0 % of a processor");
  }

  @Test
  void shouldEndAfterTheLongestTimeAndTellThatItIsNotQuiet() throws Exception {
    WarmUp.Ended ended = warmUp.run(() -> turn(7, 0.4));

    assertThat(ended.seconds()).as("the first turn's end after 90 s").isEqualTo(91);
    assertThat(ended.toString()).contains("C2 took 40.0 % of a processor");
  }

  @Test
  void shouldNotBeginAtAllIfNoneIsWanted() throws Exception {
    WarmUp.Ended ended =
        new WarmUp(0, () -> now, () -> compiled)
            .run(
                () -> {
                  throw new AssertionError("a turn");
                });

    assertThat(ended).hasToString("not warmed up");
  }

  private void turn(double seconds, double share) {
    now += seconds;
    compiled += seconds * share;
  }
}
