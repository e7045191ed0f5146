package io.sekisho.bench.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Some processes with all that descend from them, as {@code /proc} tells. */
record Processes(Map<Long, ProcessStat> stats) {

  private static final Path PROC = Path.of("/proc");

  static Processes below(List<Long> roots) {
    return below(roots, all());
  }

  static Processes below(List<Long> roots, Map<Long, ProcessStat> all) {
    Map<Long, ProcessStat> found = new HashMap<>();
    List<Long> next = roots;
    while (!next.isEmpty()) {
      List<Long> parents = next;
      parents.stream().filter(all::containsKey).forEach(pid -> found.put(pid, all.get(pid)));
      next =
          all.values().stream()
              .filter(stat -> parents.contains(stat.parent()) && !found.containsKey(stat.pid()))
              .map(ProcessStat::pid)
              .toList();
    }
    return new Processes(found);
  }

  /** What these have used since; one that was not there then began at nothing. */
  double secondsSince(Processes before) {
    long ticks = 0;
    for (ProcessStat now : stats.values()) {
      ProcessStat then = before.stats.get(now.pid());
      ticks += now.ticks() - (then == null ? 0 : then.ticks());
    }
    return ticks / ProcessStat.TICKS_PER_SECOND;
  }

  /** Their share of the memory: what several have in common counts once. */
  long residentKib() {
    return stats.keySet().stream().mapToLong(Processes::residentKib).sum();
  }

  int descriptors() {
    return stats.keySet().stream().mapToInt(Processes::descriptors).sum();
  }

  private static Map<Long, ProcessStat> all() {
    Map<Long, ProcessStat> all = new HashMap<>();
    for (Path process : list(PROC)) {
      if (Character.isDigit(process.getFileName().toString().charAt(0))) {
        for (String line : lines(process.resolve("stat"))) {
          ProcessStat stat = ProcessStat.parse(line);
          all.put(stat.pid(), stat);
        }
      }
    }
    return all;
  }

  private static long residentKib(long pid) {
    return lines(PROC.resolve(pid + "/smaps_rollup")).stream()
        .filter(line -> line.startsWith("Pss:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .sum();
  }

  private static int descriptors(long pid) {
    return list(PROC.resolve(pid + "/fd")).size();
  }

  private static List<Path> list(Path directory) {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.toList();
    } catch (IOException | UncheckedIOException e) {
      return List.of();
    }
  }

  /** None of a process that has ended meanwhile. */
  private static List<String> lines(Path file) {
    try {
      return new ArrayList<>(Files.readAllLines(file));
    } catch (IOException e) {
      return List.of();
    }
  }
}
