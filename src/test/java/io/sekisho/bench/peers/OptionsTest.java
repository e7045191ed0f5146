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

  @Test
  void shouldRefuseAMeasureNobodyKnows() {
    properties.setProperty("bench.measures", "speed");

    assertThatThrownBy(() -> Options.of(properties)).hasMessageContaining("SPEED");
  }
}
