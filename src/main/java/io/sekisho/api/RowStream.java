package io.sekisho.api;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/**
 * An answer that is written row by row and leaves in blocks, so that what a failure leaves behind
 * is not in the framework's buffer, which nobody would free.
 */
final class RowStream {

  private static final int BLOCK = 16 * 1024;

  private final OutputStream out;
  private final ByteArrayOutputStream block = new ByteArrayOutputStream(2 * BLOCK);

  RowStream(OutputStream out) {
    this.out = out;
  }

  /** Writes a row; blocks while the client does not read. */
  void write(byte[] row) {
    block.writeBytes(row);
    if (block.size() >= BLOCK) {
      flush();
    }
  }

  /** Writes what is left. */
  void flush() {
    try {
      block.writeTo(out);
      block.reset();
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
