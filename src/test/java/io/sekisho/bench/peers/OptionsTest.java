package io.sekisho.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Properties;
import org.junit.jupiter.api.Test;

class OptionsTest {

  private final Properties properties = new Properties();

  @Test
  void shouldMeasureAllOfAllUnlessToldOtherwise() {
    Options options = Options.of(properties);

    assertThat(options.measures()).containsExactly(Measure.values());
    assertThat(Peer.ALL).allSatisfy(peer -> assertThat(options.wants(peer.name())).isTrue());
    assertThat(options.repetitions()).isEqualTo(3);
    assertThat(options.jvmWarmUpSeconds()).isEqualTo(90);
  }

  @Test
  void shouldMeasureWhatItIsToldTo() {
    properties.setProperty("bench.peers", "squid, haproxy");
    properties.setProperty("bench.measures", "round-trips,idle");

    Options options = Options.of(properties);

    assertThat(options.measures()).containsExactly(Measure.ROUND_TRIPS, Measure.IDLE);
    assertThat(options.wants("haproxy")).isTrue();
    assertThat(options.wants("sekisho")).isFalse();
  }

  /** As Maven gives each of them, whoever set it or not. */
  @Test
  void shouldTakeAnEmptyOneForOneThatIsNotGiven() {
    properties.setProperty("bench.quick", "");
    properties.setProperty("bench.measures", "");
    properties.setProperty("bench.idle", " ");

    assertThat(Options.of(properties)).isEqualTo(Options.of(new Properties()));
  }

  @Test
  void shouldBeQuickButForWhatIsGiven() {
    properties.setProperty("bench.quick", "true");
    properties.setProperty("bench.repetitions", "1");

    Options options = Options.of(properties);

    assertThat(options.quick()).isTrue();
    assertThat(options.peers())
        .containsExactlyInAnyOrder("haproxy", "trafficserver", "squid-auth", "sekisho");
    assertThat(options.repetitions()).as("given").isEqualTo(1);
    assertThat(options.seconds()).as("quick").isEqualTo(4);
    assertThat(options.rate()).as("as ever").isEqualTo(1000);
  }

  /** It would be missing in the table without a word. */
  @Test
  void shouldRefuseAPeerNobodyKnows() {
    properties.setProperty("bench.peers", "squid,squib");

    assertThatThrownBy(() -> Options.of(properties)).hasMessageContaining("squib");
  }

  @Test
  void shouldRefuseAMeasureNobodyKnows() {
    properties.setProperty("bench.measures", "speed");

    assertThatThrownBy(() -> Options.of(properties)).hasMessageContaining("SPEED");
  }
}
