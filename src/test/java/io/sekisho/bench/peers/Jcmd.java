package io.sekisho.bench.peers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a JVM does and tells when asked from outside. */
final class Jcmd {

  private static final Pattern HEAP = Pattern.compile("heap\\s+total (\\d+)K, used (\\d+)K");

  private Jcmd() {}

  /** What the heap has of the system's memory, and what of that holds objects. */
  record Heap(long totalKib, long usedKib) {

    long freeKib() {
      return totalKib - usedKib;
    }
  }

  static void collectGarbage(long pid) {
    ask(pid, "GC.run");
  }

  static Heap heap(long pid) {
    return heap(ask(pid, "GC.heap_info"));
  }

  /** Of a line like {@code garbage-first heap total 262144K, used 45678K [0x…}. */
  static Heap heap(String info) {
    Matcher line = HEAP.matcher(info);
    if (!line.find()) {
      throw new IllegalStateException("not a heap: " + info);
    }
    return new Heap(Long.parseLong(line.group(1)), Long.parseLong(line.group(2)));
  }

  private static String ask(long pid, String command) {
    try {
      Path jcmd = Path.of(ChildProcess.java()).resolveSibling("jcmd");
      Process process =
          new ProcessBuilder(jcmd.toString(), Long.toString(pid), command)
              .redirectErrorStream(true)
              .start();
      String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IOException(answer);
      }
      return answer;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
