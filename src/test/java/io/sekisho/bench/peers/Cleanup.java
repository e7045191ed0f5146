package io.sekisho.bench.peers;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What a run has started and made, ended and removed in reverse, once, however the run ends; and it
 * ends with whoever started it.
 */
final class Cleanup implements AutoCloseable {

  /** As a shell tells of SIGINT. */
  private static final int BROKEN_OFF = 130;

  private final Deque<AutoCloseable> things = new ArrayDeque<>();
  private boolean over;

  Cleanup() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::close, "cleanup"));
    // Maven, when it is broken off, leaves what it runs.
    ProcessHandle.current()
        .parent()
        .ifPresent(parent -> parent.onExit().thenRun(() -> System.exit(BROKEN_OFF)));
  }

  synchronized <T extends AutoCloseable> T add(T thing) {
    if (over) {
      closeOne(thing);
      throw new IllegalStateException("the run is broken off");
    }
    things.push(thing);
    return thing;
  }

  @Override
  public synchronized void close() {
    over = true;
    while (!things.isEmpty()) {
      closeOne(things.pop());
    }
    // One that was being started when the run was broken off.
    ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
  }

  /** One that cannot be closed must not keep the others. */
  private static void closeOne(AutoCloseable thing) {
    try {
      thing.close();
    } catch (Exception e) {
      System.err.println("left behind: " + e);
    }
  }
}
