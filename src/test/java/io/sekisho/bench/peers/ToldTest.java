package io.sekisho.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the driver, a JVM and the metrics tell, as it is read. */
class ToldTest {

  @Test
  void shouldReadFigures() {
    assertThat(LoadDriver.figures("count=1.2E7 seconds=8.0"))
        .isEqualTo(Map.of("count", 12_000_000.0, "seconds", 8.0));
  }

  @Test
  void shouldReadWhatTheHeapHolds() {
    assertThat(
            Jcmd.heap(
                """
                4711:
                 garbage-first heap   total 262144K, used 45678K [0x00000000e0000000, 0x0000000100000000)
                  region size 1024K, 1 young (1024K), 0 survivors (0K)
                 Metaspace       used 90000K, committed 91000K, reserved 1114112K
                """))
        .isEqualTo(new Jcmd.Heap(262_144, 45_678));
  }

  @Test
  void shouldReadTheDirectBuffersAlone() {
    assertThat(
            Held.directKib(
                """
                jvm_buffer_memory_used_bytes{id="mapped"} 9.9E9
                jvm_buffer_memory_used_bytes{id="direct"} 2097152.0
                jvm_buffer_count_buffers{id="direct"} 12.0
                """))
        .isEqualTo(2048);
  }

  @Test
  void shouldMakeFiguresOfAnOutcome() {
    Outcome outcome = new Outcome(Map.of("count", 2e9, "seconds", 4.0), 3.0, 1_000_000_000);

    assertThat(Measure.DOWN.figures(outcome))
        .isEqualTo(Map.of(Figure.DOWN, 4.0, Figure.DOWN_COST, 1.5));
    assertThat(Measure.IDLE.figures(outcome)).isEqualTo(Map.of(Figure.IDLE, 0.5));
  }
}
