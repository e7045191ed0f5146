package io.sekisho.tunnel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.concurrent.ScheduledFuture;
import io.sekisho.destination.Host;
import io.sekisho.tls.ClientHello;
import io.sekisho.tls.HelloOutcome;
import io.sekisho.tls.HelloReader;
import io.sekisho.tls.HelloWatch;
import io.sekisho.tls.Inspection;
import io.sekisho.tls.TlsMode;
import io.sekisho.tls.Verdict;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Stands before the client's leg and holds what the client sends until it is known to be a
 * ClientHello that may pass; then hands it on unchanged. Goes when no second one can come, which it
 * judges in the same way. Of one that may not pass, not one byte does.
 *
 * <p>Netty's own {@code SslClientHelloHandler} (4.1.133) is not used: a ClientHello in several
 * records that come in several reads is none to it, nor one whose first record carries less than
 * four bytes; and it answers and closes by itself.
 */
public final class HelloGate extends ChannelInboundHandlerAdapter {

  private final TlsMode mode;
  private final Host host;
  private final Duration timeout;
  private final int maxSize;
  private HelloReader reader;
  private HelloWatch watch;
  private Optional<ClientHello> first = Optional.empty();
  private Consumer<Inspection> onJudged = inspection -> {};
  private ByteBuf held = Unpooled.EMPTY_BUFFER;
  private boolean shut;
  private ScheduledFuture<?> timer;

  /**
   * @param host where the tunnel leads, as the client asked
   * @param maxSize bytes within which the ClientHello must end
   * @param timeout from being put in place to the end of the ClientHello
   */
  public HelloGate(TlsMode mode, Host host, int maxSize, Duration timeout) {
    this.mode = mode;
    this.host = host;
    this.timeout = timeout;
    this.maxSize = maxSize;
    this.reader = new HelloReader(maxSize);
  }

  /** Whom to tell what came of a ClientHello, on the event loop. */
  void whenJudged(Consumer<Inspection> action) {
    onJudged = action;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    awaitHello(ctx);
  }

  private void awaitHello(ChannelHandlerContext ctx) {
    timer =
        ctx.executor()
            .schedule(
                () -> shut(Optional.empty(), "no complete ClientHello in time"),
                timeout.toMillis(),
                TimeUnit.MILLISECONDS);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    timer.cancel(false);
    release();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    if (shut) {
      bytes.release();
      return;
    }
    if (watch != null) {
      hold(ctx, bytes);
      follow(ctx);
    } else {
      HelloOutcome outcome = read(bytes);
      hold(ctx, bytes);
      conclude(ctx, outcome);
    }
  }

  /** Copied together: a read of one byte would otherwise hold a whole buffer. */
  private void hold(ChannelHandlerContext ctx, ByteBuf bytes) {
    held = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), held, bytes);
  }

  private HelloOutcome read(ByteBuf bytes) {
    HelloOutcome outcome = new HelloOutcome.Incomplete();
    for (ByteBuffer part : bytes.nioBuffers()) {
      outcome = reader.read(part);
    }
    return outcome;
  }

  private void conclude(ChannelHandlerContext ctx, HelloOutcome outcome) {
    if (outcome instanceof HelloOutcome.Complete complete) {
      judge(ctx, complete.hello());
    } else if (outcome instanceof HelloOutcome.Malformed malformed) {
      shut(Optional.empty(), malformed.why());
    }
  }

  /** Passes records until the next ClientHello, or until there cannot be one. */
  private void follow(ChannelHandlerContext ctx) {
    HelloWatch.Sight sight = watch.look(held.nioBuffer());
    if (sight.next() == HelloWatch.Next.ANYTHING) {
      passAndGo(ctx);
      return;
    }
    pass(ctx, sight.passing());
    if (sight.next() == HelloWatch.Next.SECOND_HELLO) {
      watch = null;
      reader = new HelloReader(maxSize);
      awaitHello(ctx);
      conclude(ctx, read(held));
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (!(event instanceof ChannelInputShutdownEvent)) {
      ctx.fireUserEventTriggered(event);
    } else if (watch != null || reader.consumed() == 0) {
      // It wants nothing more, and what the target has to say it may still say.
      timer.cancel(false);
      passHeld(ctx);
      ctx.fireUserEventTriggered(event);
    } else {
      shut(Optional.empty(), "the client finished before its ClientHello was complete");
    }
  }

  private void judge(ChannelHandlerContext ctx, ClientHello hello) {
    if (Verdict.of(mode, host, hello) instanceof Verdict.Violation violation) {
      shut(Optional.of(hello), violation.why());
    } else if (first.isEmpty()) {
      first = Optional.of(hello);
      onJudged.accept(Inspection.passed(hello));
      timer.cancel(false);
      watch = new HelloWatch(hello);
      pass(ctx, reader.consumed());
      follow(ctx);
    } else if (hello.sni().equals(first.get().sni())) {
      passAndGo(ctx);
    } else {
      // RFC 8446 §4.1.2: the second one differs in other things only.
      shut(Optional.of(hello), "the second ClientHello names another server than the first");
    }
  }

  private void passAndGo(ChannelHandlerContext ctx) {
    passHeld(ctx);
    ctx.pipeline().remove(this);
  }

  private void pass(ChannelHandlerContext ctx, int length) {
    if (length == held.readableBytes()) {
      passHeld(ctx);
    } else if (length > 0) {
      ctx.fireChannelRead(held.readRetainedSlice(length));
    }
  }

  private void passHeld(ChannelHandlerContext ctx) {
    ByteBuf passing = held;
    held = Unpooled.EMPTY_BUFFER;
    if (passing.isReadable()) {
      ctx.fireChannelRead(passing);
    } else {
      passing.release();
    }
  }

  private void shut(Optional<ClientHello> hello, String why) {
    if (!shut) {
      shut = true;
      timer.cancel(false);
      release();
      onJudged.accept(Inspection.violated(hello, why));
    }
  }

  private void release() {
    held.release();
    held = Unpooled.EMPTY_BUFFER;
  }
}
