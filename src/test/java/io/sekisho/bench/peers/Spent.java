package io.sekisho.bench.peers;

import java.util.List;

/** What some processes have used of processors, and how their memory has grown, in a while. */
final class Spent {

  private final List<Long> roots;
  private final boolean jvm;
  private final boolean ofMemory;
  private final State before;
  private State half;
  private State after;

  /**
   * What they have used and hold at one time.
   *
   * @param kib what of their memory holds something
   * @param heapKib what of that are objects of a JVM
   */
  private record State(Processes processes, long kib, long heapKib) {}

  /** The while begins; memory is looked at only if asked for, as that takes its time. */
  Spent(List<Long> roots, boolean jvm, boolean ofMemory) {
    this.roots = roots;
    this.jvm = jvm;
    this.ofMemory = ofMemory;
    this.before = state();
  }

  void half() {
    half = state();
  }

  void end() {
    after = state();
  }

  double seconds() {
    return after.processes().secondsSince(before.processes());
  }

  long grownKib() {
    return after.kib() - before.kib();
  }

  long grownKibAtHalf() {
    return half.kib() - before.kib();
  }

  long grownHeapKib() {
    return after.heapKib() - before.heapKib();
  }

  private State state() {
    if (!ofMemory) {
      return new State(Processes.below(roots), 0, 0);
    }
    if (!jvm) {
      return new State(Processes.below(roots), Processes.below(roots).residentKib(), 0);
    }
    return jvmState();
  }

  /**
   * Neither garbage nor what of a heap is free is what a tunnel takes; all that is outside of the
   * heap is, buffers and the JVM's own among it. The second collection is for what the first one
   * let go of, such as the memory of buffers.
   */
  private State jvmState() {
    roots.forEach(Jcmd::collectGarbage);
    roots.forEach(Jcmd::collectGarbage);
    List<Jcmd.Heap> heaps = roots.stream().map(Jcmd::heap).toList();
    Processes processes = Processes.below(roots);
    return new State(
        processes,
        processes.residentKib() - heaps.stream().mapToLong(Jcmd.Heap::freeKib).sum(),
        heaps.stream().mapToLong(Jcmd.Heap::usedKib).sum());
  }
}
