package io.sekisho.stream;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;

/**
 * A TCP connection that knows whether its end was read. Below TLS that tells an end which the other
 * side has signed (close_notify, behind which nothing more is read) from one that anybody on the
 * way may have made up; Java's sockets take both for the same.
 */
final class EndWatchingSocket extends Socket {

  private volatile boolean ended;

  /** Whether TCP itself came to its end. */
  boolean hasEnded() {
    return ended;
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return new FilterInputStream(super.getInputStream()) {
      @Override
      public int read() throws IOException {
        return noted(super.read());
      }

      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        return noted(super.read(bytes, offset, length));
      }
    };
  }

  private int noted(int read) {
    if (read < 0) {
      ended = true;
    }
    return read;
  }
}
