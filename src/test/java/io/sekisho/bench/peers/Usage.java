package io.sekisho.bench.peers;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a contender's processes use between begin and end of a load. */
final class Usage implements LoadDriver.Watcher {

  private final Contender contender;
  private final boolean ofMemory;
  private final List<String> notes = new ArrayList<>();
  private Spent own;
  private Spent database;
  private Processes compilers;
  private double compilerSeconds;

  /** What some processes have used and hold at one time. */
  private record State(Processes processes, long kib) {}

  private static final class Spent {
    private final List<Long> roots;
    private final boolean jvm;
    private final boolean ofMemory;
    private final State before;
    private double seconds;
    private long grownKib;

    Spent(List<Long> roots, boolean jvm, boolean ofMemory) {
      this.roots = roots;
      this.jvm = jvm;
      this.ofMemory = ofMemory;
      this.before = state();
    }

    void end() {
      State after = state();
      seconds = after.processes().secondsSince(before.processes());
      grownKib = after.kib() - before.kib();
    }

    private State state() {
      long kib = ofMemory ? kib() : 0;
      return new State(Processes.below(roots), kib);
    }

    /** Neither garbage nor what of a heap is free is what a tunnel takes. */
    private long kib() {
      if (!jvm) {
        return Processes.below(roots).residentKib();
      }
      roots.forEach(Jcmd::collectGarbage);
      long free = roots.stream().mapToLong(root -> Jcmd.heap(root).freeKib()).sum();
      return Processes.below(roots).residentKib() - free;
    }
  }

  /** Memory is looked at only if asked for, as that takes its time. */
  Usage(Contender contender, boolean ofMemory) {
    this.contender = contender;
    this.ofMemory = ofMemory;
  }

  @Override
  public void begin() {
    own = new Spent(contender.processes(), contender.isJvm(), ofMemory);
    database = new Spent(contender.database(), false, ofMemory);
    compilers = compilers();
  }

  @Override
  public void end() {
    compilerSeconds = compilers().secondsSince(compilers);
    own.end();
    database.end();
  }

  @Override
  public void note(String note) {
    notes.add(note);
  }

  /** Which part of the contender's processor time a JVM's compilers took. */
  double compilerShare() {
    return own.seconds == 0 ? 0 : compilerSeconds / own.seconds;
  }

  List<String> notes() {
    return notes;
  }

  private Processes compilers() {
    return Processes.compilersOf(
        contender.isJvm() ? contender.processes() : List.of(), Processes.Compiler.values());
  }

  Outcome outcome(Map<String, Double> told) {
    return new Outcome(told, own.seconds, own.grownKib);
  }

  Outcome outcomeWithDatabase(Map<String, Double> told) {
    return new Outcome(told, own.seconds + database.seconds, own.grownKib + database.grownKib);
  }
}
