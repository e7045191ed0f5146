package io.sekisho.stream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/** Standard output, past the logger but under its lock: no line of it comes into one of ours. */
final class StdoutSink implements Sink {

  private final PrintStream out;

  StdoutSink(PrintStream out) {
    this.out = out;
  }

  @Override
  public void deliver(List<ObjectNode> records) throws IOException {
    byte[] lines = Lines.of(records);
    out.write(lines, 0, lines.length);
    if (out.checkError()) {
      throw new IOException("standard output cannot be written to");
    }
  }

  @Override
  public void close() {
    // It is not ours.
  }
}
