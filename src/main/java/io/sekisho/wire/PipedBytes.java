package io.sekisho.wire;

import io.netty.channel.FileRegion;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.util.AbstractReferenceCounted;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;

/**
 * The bytes in one pipe, to be written to a socket like a buffer, in order with all others. The
 * pipe goes back when they are out, and is closed if they never will be.
 */
public final class PipedBytes extends AbstractReferenceCounted implements FileRegion {

  private final Pipes pipes;
  private final Pipe pipe;
  private final int count;
  private final EpollSocketChannel socket;
  private int transferred;

  PipedBytes(Pipes pipes, Pipe pipe, int count, EpollSocketChannel socket) {
    this.pipes = pipes;
    this.pipe = pipe;
    this.count = count;
    this.socket = socket;
  }

  /** How many they are. */
  public int length() {
    return count;
  }

  /** How many of them wait yet. */
  public int left() {
    return count - transferred;
  }

  /**
   * @param channel the same socket, behind which Netty would have bytes copied
   */
  @Override
  public long transferTo(WritableByteChannel channel, long position) throws IOException {
    int moved = pipe.drain(socket, left());
    transferred += moved;
    return moved;
  }

  @Override
  protected void deallocate() {
    if (left() == 0) {
      pipes.giveBack(pipe);
    } else {
      pipes.discard(pipe);
    }
  }

  @Override
  public long position() {
    return 0;
  }

  @Override
  @Deprecated
  public long transfered() {
    return transferred;
  }

  @Override
  public long transferred() {
    return transferred;
  }

  @Override
  public long count() {
    return count;
  }

  @Override
  public PipedBytes retain() {
    super.retain();
    return this;
  }

  @Override
  public PipedBytes retain(int increment) {
    super.retain(increment);
    return this;
  }

  @Override
  public PipedBytes touch() {
    return this;
  }

  @Override
  public PipedBytes touch(Object hint) {
    return this;
  }
}
