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
  public void half() {
    own.half();
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
    return own.seconds() == 0 ? 0 : compilerSeconds / own.seconds();
  }

  List<String> notes() {
    return notes;
  }

  Outcome outcome(Map<String, Double> told) {
    return new Outcome(told, own.seconds(), own.grownKib());
  }

  Outcome outcomeWithDatabase(Map<String, Double> told) {
    return new Outcome(
        told, own.seconds() + database.seconds(), own.grownKib() + database.grownKib());
  }

  /** Of a load that told how many tunnels there were at half. */
  Growth growth(Map<String, Double> told) {
    return new Growth(
        told.get("half"),
        own.grownKibAtHalf(),
        told.get("count"),
        own.grownKib(),
        own.grownHeapKib());
  }

  private Processes compilers() {
    return Processes.compilersOf(
        contender.isJvm() ? contender.processes() : List.of(), Processes.Compiler.values());
  }
}
