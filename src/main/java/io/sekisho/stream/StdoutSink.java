package io.sekisho.stream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Formattable;
import java.util.List;

/**
 * Standard output, past the logger but under its lock: no line of it comes into one of ours. It is
 * written to below the stream that is shared, as that says of ever after what has failed once.
 */
final class StdoutSink implements Sink {

  private final PrintStream shared;
  private final OutputStream out;
  private boolean torn;

  /**
   * @param shared what everybody else writes through
   * @param out where that leads
   */
  StdoutSink(PrintStream shared, OutputStream out) {
    this.shared = shared;
    this.out = out;
  }

  @Override
  public void deliver(List<ObjectNode> records) throws IOException {
    byte[] lines = Lines.of(records);
    Locked locked = new Locked(() -> write(lines));
    locked.run(shared);
  }

  /** What failed may have left the beginning of a line: what comes again is not its end. */
  private void write(byte[] lines) throws IOException {
    boolean again = torn;
    torn = true;
    if (again) {
      out.write('\n');
    }
    out.write(lines);
    out.flush();
    torn = false;
  }

  @Override
  public void close() {
    // It is not ours.
  }

  /** What is done while nobody else writes. */
  private static final class Locked {

    /** Writes. */
    interface Work {
      void run() throws IOException;
    }

    private final Work work;
    private IOException failure = new IOException("standard output is closed");

    Locked(Work work) {
      this.work = work;
    }

    /**
     * Which lock a stream has differs from one Java to the other (its monitor, or one that is not
     * shown); but while it formats it holds it, and what formats itself is asked under it.
     */
    void run(PrintStream shared) throws IOException {
      shared.flush();
      shared.format("%s", (Formattable) (formatter, flags, width, precision) -> write());
      if (failure != null) {
        throw failure;
      }
    }

    private void write() {
      try {
        work.run();
        failure = null;
      } catch (IOException e) {
        failure = e;
      }
    }
  }
}
