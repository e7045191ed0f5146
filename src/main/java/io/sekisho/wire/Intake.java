package io.sekisho.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator.DelegatingHandle;
import io.netty.channel.RecvByteBufAllocator.ExtendedHandle;
import io.netty.util.UncheckedBooleanSupplier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * What a connection reads into: Netty's adaptive buffers; and before each read, a {@link Bypass}
 * may take what has arrived. The read itself always follows and finds what was left, the end of the
 * stream, and errors, so that whatever was taken, Netty knows where the socket stands.
 *
 * <p>It is both allocator and handle, as each connection has its own.
 */
public final class Intake extends DelegatingHandle implements RecvByteBufAllocator, ExtendedHandle {

  /** How often a socket may be read before the others have their turn, as by default. */
  private static final int READS_IN_A_ROW = 16;

  /** Behind a bypass that did not take all: little is copied, the next turn is soon. */
  private static final int REST = 4 * 1024;

  private static final RecvByteBufAllocator ADAPTIVE =
      new AdaptiveRecvByteBufAllocator().maxMessagesPerRead(READS_IN_A_ROW);

  private Bypass bypass;
  private boolean bypassed;

  /** Takes bytes from a socket before they are read. */
  @FunctionalInterface
  public interface Bypass {

    /** What it has done. */
    enum Outcome {
      /** Nothing. */
      NONE,
      /** It has taken what there was. */
      ALL,
      /** It has taken what it could at one time. */
      SOME
    }

    /** Takes what it wants; called on the event loop, only when there is something to read. */
    Outcome take() throws IOException;
  }

  /** For one connection, in which nothing has been read yet. */
  public Intake() {
    super(ADAPTIVE.newHandle());
  }

  /** That of a connection, if it has one. */
  public static Optional<Intake> of(Channel channel) {
    return channel.config().getRecvByteBufAllocator() instanceof Intake intake
        ? Optional.of(intake)
        : Optional.empty();
  }

  /** From now on this is asked first. */
  public void through(Bypass first) {
    bypass = first;
  }

  @Override
  @SuppressWarnings("deprecation")
  public Handle newHandle() {
    return this;
  }

  @Override
  public ByteBuf allocate(ByteBufAllocator allocator) {
    Bypass.Outcome outcome = bypass == null ? Bypass.Outcome.NONE : ask();
    bypassed = outcome != Bypass.Outcome.NONE;
    return outcome == Bypass.Outcome.SOME
        ? allocator.ioBuffer(REST)
        : delegate().allocate(allocator);
  }

  private Bypass.Outcome ask() {
    try {
      return bypass.take();
    } catch (IOException e) {
      // Ends the read as its own failure would.
      throw new UncheckedIOException(e);
    }
  }

  /** What was taken past Netty is to be passed on first. */
  @Override
  public boolean continueReading() {
    return !bypassed && delegate().continueReading();
  }

  @Override
  public boolean continueReading(UncheckedBooleanSupplier maybeMoreData) {
    return !bypassed && ((ExtendedHandle) delegate()).continueReading(maybeMoreData);
  }
}
