package io.sekisho.tunnel;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.sekisho.wire.Carrier;
import io.sekisho.wire.Early;
import io.sekisho.wire.PipedBytes;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * One side's channel: hands what it reads to the other leg, and reads no further while that one is
 * full or its toll says so. Everything but {@link #bytesRead()} runs on the event loop that both
 * legs share.
 */
final class Leg extends ChannelInboundHandlerAdapter {

  /** After so long the toll is asked again, as it may have become less. */
  private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(500);

  private final Side side;
  private final Tunnel tunnel;
  private final Channel channel;
  private final Toll toll;
  private final LongAdder total;
  private final AtomicLong bytesRead = new AtomicLong();
  private Leg other;
  private Carrier carrier;
  private ChannelHandlerContext context;
  private boolean paused;
  private Splicing splicing;

  Leg(Side side, Tunnel tunnel, Channel channel, Toll toll, LongAdder total) {
    this.toll = toll;
    this.total = total;
    this.side = side;
    this.tunnel = tunnel;
    this.channel = channel;
  }

  void join(Leg leg) {
    this.other = leg;
  }

  Channel channel() {
    return channel;
  }

  long bytesRead() {
    return bytesRead.get();
  }

  /** Changes whenever the bytes that wait to leave for this side become more or fewer. */
  long bytesPending() {
    int spliced = other.splicing == null ? 0 : other.splicing.pending();
    return channel.bytesBeforeWritable() - channel.bytesBeforeUnwritable() + spliced;
  }

  /** Whether nobody stands between the socket and this leg. */
  boolean isFirst() {
    return context != null && channel.pipeline().firstContext() == context;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    this.context = ctx;
  }

  /**
   * Takes its place in the pipeline, behind another if there is one. A connection that broke
   * meanwhile has none any more: then this leg has no context, swallows what is written to it, and
   * is found closed.
   */
  void install(Early early, Optional<? extends ChannelHandler> inFront) {
    carrier = early.carrier();
    if (channel.isActive()) {
      early.lead(Stream.concat(inFront.stream(), Stream.of(this)).toList());
    }
  }

  /** Goes on where the side stood before: with what it had sent, and perhaps finished. */
  void begin(Early early) {
    if (context != null) {
      early.makeWay();
    } else {
      early.release();
    }
    updateReading();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    relay((ByteBuf) message);
  }

  private void relay(ByteBuf bytes) {
    int length = bytes.readableBytes();
    count(length);
    other.write(bytes);
    // With what was spliced just before it, as one read.
    pay(length + (splicing == null ? 0 : splicing.charge()));
    if (paused || !other.channel.isWritable()) {
      carrier.setReading(channel, false);
    }
    if (length >= Splicing.MUCH && !paused) {
      splice();
    }
  }

  /** Bytes from this side are on their way to the other. */
  void count(int length) {
    // One thread writes the counter, so that a plain store with release order is enough.
    bytesRead.lazySet(bytesRead.getPlain() + length);
    total.add(length);
    tunnel.touch();
  }

  private void splice() {
    if (splicing == null) {
      splicing = Splicing.between(this, other, tunnel.pipes()).orElse(null);
    }
    if (splicing != null) {
      splicing.begin();
    }
  }

  private void pay(int length) {
    long pause = toll.charge(side, length);
    if (pause == Toll.EXHAUSTED) {
      tunnel.on(new Lifecycle.Cut(CloseReason.QUOTA));
    } else if (pause > 0 && !paused) {
      paused = true;
      if (splicing != null) {
        splicing.end();
      }
      channel
          .eventLoop()
          .schedule(this::resume, Math.min(pause, LONGEST_PAUSE), TimeUnit.NANOSECONDS);
    }
  }

  private void resume() {
    paused = false;
    if (channel.isOpen()) {
      pay(0);
      updateReading();
    }
  }

  void updateReading() {
    carrier.setReading(channel, mayRead());
  }

  private boolean mayRead() {
    return !paused && other.channel.isWritable() && (splicing == null || splicing.isClear());
  }

  /** Whether reading stands still by our own doing. */
  boolean isPaused() {
    return paused;
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    other.flush();
    if (splicing != null) {
      spliced();
    }
  }

  private void spliced() {
    splicing.flushed();
    int uncharged = splicing.charge();
    if (uncharged > 0) {
      pay(uncharged);
    }
    if (!mayRead()) {
      carrier.setReading(channel, false);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (channel.isWritable()) {
      other.updateReading();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      tunnel.on(new Lifecycle.Finished(side));
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    tunnel.on(new Lifecycle.Broken(side));
  }

  private void write(ByteBuf bytes) {
    if (context == null) {
      bytes.release();
    } else {
      context.write(bytes, context.voidPromise());
    }
  }

  ChannelFuture write(PipedBytes bytes) {
    return context.write(bytes);
  }

  private void flush() {
    if (context != null) {
      context.flush();
    }
  }

  void finishOutput() {
    if (context != null) {
      carrier.finish(context);
    }
  }

  void closeAfterFlush() {
    if (context != null) {
      carrier.close(context);
    }
  }

  void resetAfterFlush() {
    if (context != null) {
      carrier.reset(context);
    }
  }

  /**
   * Through this handler's own context: from the pipeline's tail, Vert.x' handler would first wait
   * for everything to be flushed, which a side that does not read can put off for ever.
   */
  void closeNow() {
    if (context != null) {
      context.close();
    }
  }
}
