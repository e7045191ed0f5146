package io.sekisho.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class StdoutSinkTest {

  @Test
  void shouldWriteALineForEachRecordAndLeaveTheStreamOpen() throws Exception {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(written);
    try (StdoutSink sink = new StdoutSink(out)) {
      sink.deliver(Records.numbered(1, 2));
    }
    out.print("after");
    out.flush();

    String first = Records.numbered(1).toString();
    assertThat(written.toString())
        .isEqualTo(first + "\n" + Records.numbered(2) + "\nafter")
        .startsWith("{\"id\":");
  }

  @Test
  void shouldFailIfNobodyReadsIt() {
    OutputStream broken =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("broken pipe");
          }
        };
    try (StdoutSink sink = new StdoutSink(new PrintStream(broken))) {
      assertThatThrownBy(() -> sink.deliver(Records.numbered(1, 1)))
          .isInstanceOf(IOException.class);
    }
  }
}
