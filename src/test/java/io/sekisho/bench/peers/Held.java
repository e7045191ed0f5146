package io.sekisho.bench.peers;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a JVM holds at one time: of its heap and buffers once garbage is collected; of the system's
 * memory, in which the whole heap is from the start, so that what grows is outside of it.
 */
record Held(long heapKib, long directKib, long residentKib, long descriptors) {

  /** By how much something may grow: a part of what it was, or so much if that is more. */
  private record Bound(double part, long least) {

    boolean holds(long begin, long end) {
      return end - begin <= Math.max(least, part * begin);
    }

    String words(String unit) {
      return String.format(Locale.ROOT, "%.0f %% or %,d%s", part * 100, least, unit);
    }
  }

  private static final Bound HEAP = new Bound(0.2, 16 * 1024);
  private static final Bound DIRECT = new Bound(0.2, 8 * 1024);
  private static final Bound RESIDENT = new Bound(0.1, 32 * 1024);
  private static final Bound DESCRIPTORS = new Bound(0.1, 16);

  static Held by(Sekisho sekisho) {
    long pid = sekisho.processes().get(0);
    Jcmd.collectGarbage(pid);
    Jcmd.collectGarbage(pid);
    Processes processes = Processes.below(sekisho.processes());
    return new Held(
        Jcmd.heap(pid).usedKib(),
        directKib(sekisho.metrics()),
        processes.residentKib(),
        processes.descriptors());
  }

  /** What has grown beyond its bound since; empty is what one wants. */
  List<String> grownBeyond(Held begin) {
    List<String> grown = new ArrayList<>();
    grown(grown, "heap", HEAP, begin.heapKib, heapKib, " KiB");
    grown(grown, "direct buffers", DIRECT, begin.directKib, directKib, " KiB");
    grown(grown, "resident memory", RESIDENT, begin.residentKib, residentKib, " KiB");
    grown(grown, "descriptors", DESCRIPTORS, begin.descriptors, descriptors, "");
    return grown;
  }

  String row(String title) {
    return String.format(
        Locale.ROOT,
        "| %s | %,d | %,d | %,d | %,d |%n",
        title,
        heapKib,
        directKib,
        residentKib,
        descriptors);
  }

  static String bounds() {
    return String.format(
        "| may grow by | %s | %s | %s | %s |%n",
        HEAP.words(""), DIRECT.words(""), RESIDENT.words(""), DESCRIPTORS.words(""));
  }

  /** Of the buffers that the JVM knows, in the text that Prometheus reads. */
  static long directKib(String metrics) {
    return metrics
            .lines()
            .filter(line -> line.startsWith("jvm_buffer_memory_used_bytes{id=\"direct\""))
            .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
            .sum()
        / 1024;
  }

  private static void grown(
      List<String> grown, String what, Bound bound, long begin, long end, String unit) {
    if (!bound.holds(begin, end)) {
      grown.add(
          String.format(
              Locale.ROOT,
              "%s by %,d%s, more than %s",
              what,
              end - begin,
              unit,
              bound.words(unit)));
    }
  }
}
