package io.sekisho.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.sekisho.audit.RecordedTunnel;
import io.sekisho.console.TunnelRates.Rates;
import io.sekisho.console.TunnelRates.Reading;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** How fast tunnels carry bytes. */
class TunnelRatesTest {

  private static final Instant START = Instant.parse("2026-01-31T08:00:00Z");
  private static final UUID ID = UUID.randomUUID();

  @Test
  void shouldTellTheDifferenceOfTwoReadings() {
    assertThat(rates(Map.of(ID, 1_000L), Map.of(ID, 11_000L)).of(tunnel("here"))).isEqualTo(5_000L);
    assertThat(rates(Map.of(ID, 7L), Map.of(ID, 7L)).of(tunnel("here"))).isZero();
  }

  @Test
  void shouldTellTheAverageOfANewTunnel() {
    assertThat(rates(Map.of(), Map.of(ID, 3_000L)).of(tunnel("here")))
        .as("it was opened a second before the first reading, and that one has none of it")
        .isEqualTo(1_000L);
  }

  @Test
  void shouldNotGuess() {
    assertThat(rates(Map.of(ID, 1L), Map.of(ID, 2L)).of(tunnel("elsewhere"))).isNull();
    assertThat(rates(Map.of(), Map.of()).of(tunnel("here"))).isNull();
    Reading same = new Reading(START, Map.of(ID, 5L));
    assertThat(new Rates("here", same, same).of(tunnel("here"))).isNull();
  }

  private static Rates rates(Map<UUID, Long> before, Map<UUID, Long> last) {
    return new Rates("here", new Reading(START, before), new Reading(START.plusSeconds(2), last));
  }

  private static RecordedTunnel tunnel(String node) {
    return new RecordedTunnel(
        ID,
        START,
        "allow",
        200,
        null,
        null,
        "alice",
        null,
        null,
        List.of(),
        null,
        null,
        null,
        null,
        null,
        "a.test",
        443,
        null,
        null,
        null,
        null,
        false,
        false,
        null,
        START.minusSeconds(1),
        null,
        0L,
        0L,
        null,
        null,
        null,
        null,
        null,
        null,
        node,
        null);
  }
}
