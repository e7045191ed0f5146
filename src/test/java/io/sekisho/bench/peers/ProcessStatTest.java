package io.sekisho.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ProcessStatTest {

  private static final String LINE =
      "%d (%s) S %d 2742 2742 0 -1 4194624 310 7 0 0 %d %d 11 13 20 0 9 0 1520 5111808 1024";

  @Test
  void shouldAddUserAndSystemTime() {
    assertThat(ProcessStat.parse(LINE.formatted(2742, "squid", 1, 150, 25)))
        .isEqualTo(new ProcessStat(2742, "squid", 1, 175));
  }

  @Test
  void shouldTakeANameWithBlanksAndParentheses() {
    assertThat(ProcessStat.parse(LINE.formatted(7, "a) S 99 (b c", 3, 1, 2)))
        .isEqualTo(new ProcessStat(7, "a) S 99 (b c", 3, 3));
  }

  @Test
  void shouldFindThisProcess() {
    long pid = ProcessHandle.current().pid();

    Processes own = Processes.below(List.of(pid));

    assertThat(own.stats().get(pid).ticks()).as("processor time").isPositive();
    assertThat(own.residentKib()).as("memory").isPositive();
    assertThat(own.descriptors()).as("descriptors").isPositive();
  }

  @Test
  void shouldTakeInAllThatDescend() {
    Map<Long, ProcessStat> all = stats(stat(1, 0, 5), stat(2, 1, 5), stat(3, 2, 5), stat(4, 1, 5));

    assertThat(Processes.below(List.of(2L), all).stats()).containsOnlyKeys(2L, 3L);
    assertThat(Processes.below(List.of(9L), all).stats()).as("one that is gone").isEmpty();
  }

  @Test
  void shouldCountOneThatBeganMeanwhileFromNothing() {
    Processes before = new Processes(stats(stat(1, 0, 100), stat(2, 1, 100)));
    Processes after = new Processes(stats(stat(1, 0, 150), stat(3, 1, 30)));

    assertThat(after.secondsSince(before)).isEqualTo(0.8);
  }

  /** Those of the JVM that runs this have certainly worked. */
  @Test
  void shouldFindTheThreadsThatCompile() {
    long pid = ProcessHandle.current().pid();

    Processes threads = Processes.compilersOf(List.of(pid), Processes.Compiler.values());

    assertThat(threads.stats().values())
        .extracting(ProcessStat::name)
        .contains("C1 CompilerThre", "C2 CompilerThre")
        .allMatch(name -> name.contains("Compiler"));
    assertThat(threads.secondsSince(new Processes(Map.of()))).as("processor time").isPositive();
    assertThat(Processes.compilersOf(List.of(pid), Processes.Compiler.C2).stats().values())
        .extracting(ProcessStat::name)
        .containsOnly("C2 CompilerThre");
  }

  private static ProcessStat stat(long pid, long parent, long ticks) {
    return new ProcessStat(pid, "any", parent, ticks);
  }

  private static Map<Long, ProcessStat> stats(ProcessStat... stats) {
    return Stream.of(stats).collect(Collectors.toMap(ProcessStat::pid, stat -> stat));
  }
}
