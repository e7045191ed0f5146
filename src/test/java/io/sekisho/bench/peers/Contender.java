package io.sekisho.bench.peers;

import io.sekisho.bench.load.Origins;
import io.sekisho.bench.load.Route;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One that is measured, and runs. */
interface Contender extends AutoCloseable {

  String name();

  /** How it leads to the origins of a kind. */
  List<Route> routes(Origins.Kind kind);

  /** The processes it began with; none for direct. */
  List<Long> processes();

  /** Whether it is a JVM, whose garbage is to be collected before its memory is looked at. */
  boolean isJvm();

  /** What is measured of it. */
  default Set<Measure> measures() {
    return EnumSet.allOf(Measure.class);
  }

  /** The processes it relies on besides, which are told apart. */
  default List<Long> database() {
    return List.of();
  }

  /**
   * What has a JVM take all memory of its heap at once and keep it, so that it can be told how much
   * of that is free.
   */
  Map<String, String> WHOLE_HEAP =
      Map.of("JAVA_TOOL_OPTIONS", "-Xms512m -XX:+AlwaysPreTouch -XX:+UseG1GC");

  /**
   * Another one of its kind, just started, with {@link #WHOLE_HEAP}: what memory the first has once
   * taken, it may keep.
   */
  Contender fresh() throws IOException, MeasureFailed;

  @Override
  void close();

  /** Whether it is one of those Sekisho is to be better than: takes CONNECT, and is not Sekisho. */
  boolean isPeer();
}
