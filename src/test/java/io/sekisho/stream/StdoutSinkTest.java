package io.sekisho.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StdoutSinkTest {

  private final Output output = new Output();
  private final PrintStream shared = new PrintStream(output, true);
  private final StdoutSink sink = new StdoutSink(shared, output);

  /** What is written to, which fails after so many bytes. */
  private static final class Output extends OutputStream {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private int room = Integer.MAX_VALUE;
    private Runnable meanwhile = () -> {};

    @Override
    public void write(int b) throws IOException {
      if (room == 0) {
        throw new IOException("no space left");
      }
      room--;
      written.write(b);
      meanwhile.run();
    }

    @Override
    public String toString() {
      return written.toString();
    }
  }

  @Test
  void shouldWriteALineForEachRecordAndLeaveTheStreamOpen() throws Exception {
    sink.deliver(Records.numbered(1, 2));
    sink.close();
    shared.print("after");
    shared.flush();
    assertThat(output.toString())
        .isEqualTo(Records.numbered(1) + "\n" + Records.numbered(2) + "\nafter")
        .startsWith("{\"id\":");
  }

  /** And the record that was cut off comes again, in a line of its own. */
  @Test
  void shouldGoOnOnceItCanBeWrittenToAgain() throws Exception {
    output.room = 5;
    assertThatThrownBy(() -> sink.deliver(Records.numbered(1, 1)))
        .isInstanceOf(IOException.class)
        .hasMessage("no space left");
    output.room = 0;
    assertThatThrownBy(() -> sink.deliver(Records.numbered(1, 1))).isInstanceOf(IOException.class);
    shared.println("of somebody else");
    output.room = Integer.MAX_VALUE;
    sink.deliver(Records.numbered(1, 1));
    sink.deliver(Records.numbered(2, 2));
    assertThat(output.toString().lines().skip(1))
        .containsExactly(Records.numbered(1).toString(), Records.numbered(2).toString());
  }

  @Test
  void shouldFailIfItIsClosed() {
    shared.close();
    assertThatThrownBy(() -> sink.deliver(Records.numbered(1, 1)))
        .isInstanceOf(IOException.class)
        .hasMessage("standard output is closed");
  }

  @Test
  void shouldLetNobodyElseIntoALine() throws Exception {
    Thread other = new Thread(() -> shared.println("of somebody else"));
    output.meanwhile =
        () -> {
          output.meanwhile = () -> {};
          other.start();
          await()
              .until(
                  () ->
                      Set.of(Thread.State.BLOCKED, Thread.State.WAITING, Thread.State.TERMINATED)
                          .contains(other.getState()));
        };
    sink.deliver(Records.numbered(1, 1));
    other.join();
    assertThat(output.toString().lines())
        .containsExactly(Records.numbered(1).toString(), "of somebody else");
  }
}
