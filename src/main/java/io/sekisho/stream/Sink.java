package io.sekisho.stream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;

/** An open way to a receiver. Used by one thread; only closing may come from another one. */
interface Sink extends AutoCloseable {

  /** Within this it returns or fails. */
  Duration PATIENCE = Duration.ofSeconds(15);

  /**
   * Hands records over, and returns only once the receiver has all of them. After a failure it may
   * have some, and the sink is of no use any more.
   */
  void deliver(List<ObjectNode> records) throws Exception;

  @Override
  void close();

  /** Opens it; may fail, and be tried again. */
  interface Opening {
    Sink open() throws Exception;
  }
}
