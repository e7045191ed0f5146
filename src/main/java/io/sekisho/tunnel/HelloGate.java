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
 * ClientHello that may pass; then hands it on unchanged and goes. If it may not pass, not one byte
 * does.
 *
 * <p>Netty's own {@code SslClientHelloHandler} (4.1.133) is not used: a ClientHello in several
 * records that come in several reads is none to it, nor one whose first record carries less than
 * four bytes; and it answers and closes by itself.
 */
public final class HelloGate extends ChannelInboundHandlerAdapter {

  private final TlsMode mode;
  private final Host host;
  private final Duration timeout;
  private final HelloReader reader;
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
    this.reader = new HelloReader(maxSize);
  }

  /** Whom to tell what came of it, at most once, on the event loop. */
  void whenJudged(Consumer<Inspection> action) {
    onJudged = action;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
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
    HelloOutcome outcome = new HelloOutcome.Incomplete();
    for (ByteBuffer part : bytes.nioBuffers()) {
      outcome = reader.read(part);
    }
    // Copied together: a read of one byte would otherwise hold a whole buffer.
    held = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), held, bytes);
    if (outcome instanceof HelloOutcome.Complete complete) {
      judge(ctx, complete.hello());
    } else if (outcome instanceof HelloOutcome.Malformed malformed) {
      shut(Optional.empty(), malformed.why());
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (!(event instanceof ChannelInputShutdownEvent)) {
      ctx.fireUserEventTriggered(event);
    } else if (reader.isUntouched()) {
      // It wants nothing, and what the target has to say it may still say.
      timer.cancel(false);
      ctx.fireUserEventTriggered(event);
    } else {
      shut(Optional.empty(), "the client finished before its ClientHello was complete");
    }
  }

  private void judge(ChannelHandlerContext ctx, ClientHello hello) {
    if (Verdict.of(mode, host, hello) instanceof Verdict.Violation violation) {
      shut(Optional.of(hello), violation.why());
      return;
    }
    onJudged.accept(Inspection.passed(hello));
    ByteBuf passing = held;
    held = Unpooled.EMPTY_BUFFER;
    ctx.fireChannelRead(passing);
    ctx.pipeline().remove(this);
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
