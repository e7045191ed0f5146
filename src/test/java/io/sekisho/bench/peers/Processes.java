package io.sekisho.bench.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Some processes with all that descend from them, or some threads of theirs, as {@code /proc}
 * tells.
 */
record Processes(Map<Long, ProcessStat> stats) {

  private static final Path PROC = Path.of("/proc");

  /** What compiles in a JVM, each in threads of its own. */
  enum Compiler {
    C1,
    C2;

    boolean owns(ProcessStat thread) {
      return thread.name().startsWith(name() + " CompilerThre");
    }
  }

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

  /** The threads in which some JVMs compile; none where they are no JVMs. */
  static Processes compilersOf(List<Long> jvms, Compiler... compilers) {
    Map<Long, ProcessStat> found = new HashMap<>();
    for (Long jvm : jvms) {
      for (ProcessStat thread : stats(PROC.resolve(jvm + "/task"))) {
        if (Stream.of(compilers).anyMatch(compiler -> compiler.owns(thread))) {
          found.put(thread.pid(), thread);
        }
      }
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
    return stats(PROC).stream().collect(Collectors.toMap(ProcessStat::pid, stat -> stat));
  }

  private static List<ProcessStat> stats(Path directory) {
    return list(directory).stream()
        .filter(entry -> Character.isDigit(entry.getFileName().toString().charAt(0)))
        .flatMap(entry -> lines(entry.resolve("stat")).stream())
        .map(ProcessStat::parse)
        .toList();
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
