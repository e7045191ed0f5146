package io.sekisho.bench.load;

import java.nio.ByteBuffer;

/** Finds the end of a response's head, however it is cut, without keeping any of it. */
final class Head {

  private static final int STATUS_AT = "HTTP/1.1 ".length();

  private int length;
  private int status;
  private int newlines;

  void reset() {
    length = 0;
    status = 0;
    newlines = 0;
  }

  /**
   * Takes what belongs to the head; true once it is complete, what follows it stays in the buffer.
   */
  boolean take(ByteBuffer buffer) {
    while (buffer.hasRemaining() && newlines < 2) {
      byte next = buffer.get();
      if (length >= STATUS_AT && length < STATUS_AT + 3) {
        status = status * 10 + next - '0';
      }
      length++;
      if (next == '\n') {
        newlines++;
      } else if (next != '\r') {
        newlines = 0;
      }
    }
    return isComplete();
  }

  boolean isComplete() {
    return newlines == 2;
  }

  int status() {
    return status;
  }
}
