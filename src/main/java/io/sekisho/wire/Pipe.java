package io.sekisho.wire;

import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.Native;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A pipe of the kernel. Bytes go into it from one socket and out of it into another without being
 * copied: only pages change their owner (splice(2)). Nothing waits: what is not possible now moves
 * no bytes.
 *
 * <p>Netty's own {@code spliceTo} (4.1.133) is not used. It says of how many bytes it has moved
 * nothing until all that were asked for have come, so that what went before the end of a stream is
 * never known; once the peer has finished, it shuts the input after one more splice, whatever is
 * left to read; and it needs sockets that are registered level-triggered, which those that Vert.x
 * accepts are not.
 */
final class Pipe {

  /** What a pipe takes unless it was told otherwise; of small segments, fewer bytes. */
  private static final int CAPACITY = 64 * 1024;

  private static final long STREAM = -1;

  private final FileDescriptor output;
  private final FileDescriptor input;

  private Pipe(FileDescriptor[] ends) {
    output = ends[0];
    input = ends[1];
  }

  static Pipe open() throws IOException {
    return new Pipe(FileDescriptor.pipe());
  }

  /** Takes what has arrived at a socket, as much as there is room for. */
  int fill(EpollSocketChannel socket) throws IOException {
    return fill(socket.fd());
  }

  private int fill(FileDescriptor from) throws IOException {
    return Native.splice(from.intValue(), STREAM, input.intValue(), STREAM, CAPACITY);
  }

  /** Sends so many bytes, or as many of them as the socket takes now. */
  int drain(EpollSocketChannel socket, long length) throws IOException {
    return Native.splice(output.intValue(), STREAM, socket.fd().intValue(), STREAM, length);
  }

  void close() {
    try {
      output.close();
      input.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Fails where the kernel, or who confines this process, has no splice. */
  static void probe() throws IOException {
    Pipe one = open();
    try {
      Pipe other = open();
      try {
        other.fill(one.output);
      } finally {
        other.close();
      }
    } finally {
      one.close();
    }
  }
}
