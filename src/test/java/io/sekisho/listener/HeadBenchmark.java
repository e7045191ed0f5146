package io.sekisho.listener;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;
import io.sekisho.connect.HeadGrammar;
import io.sekisho.connect.HeadOutcome;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A head as a client sends it, with a token of 1.2 KiB, from its octets to a judgement. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class HeadBenchmark {

  private static final int MAX_SIZE = 32 * 1024;

  private static final byte[] HEAD =
      """
      CONNECT api.example.com:443 HTTP/1.1
      Host: api.example.com:443
      User-Agent: curl/8.5.0
      Proxy-Connection: Keep-Alive
      Proxy-Authorization: Bearer %s

      """
          .formatted("eyJhbGciOiJSUzI1NiJ9.".repeat(59))
          .replace("\n", "\r\n")
          .getBytes(StandardCharsets.US_ASCII);

  private final ByteBuf bytes = Unpooled.directBuffer(HEAD.length).writeBytes(HEAD);
  private EmbeddedChannel channel;

  @Setup
  public void open() {
    channel = new EmbeddedChannel();
  }

  @TearDown
  public void close() {
    channel.finishAndReleaseAll();
  }

  /** Our reading of the grammar alone. */
  @Benchmark
  public boolean grammar() {
    HeadGrammar grammar = new HeadGrammar(MAX_SIZE);
    for (byte octet : HEAD) {
      grammar.take(octet);
    }
    return grammar.isComplete();
  }

  /** With Netty's decoder behind it and the judgement at last. */
  @Benchmark
  public HeadOutcome judged() {
    channel.pipeline().addLast(new HeadDecoder(MAX_SIZE));
    channel.writeInbound(bytes.retainedDuplicate());
    HttpRequest request = channel.readInbound();
    HeadOutcome outcome = Heads.judge(request);
    channel.pipeline().removeFirst();
    for (Object rest = request; rest != null; rest = channel.readInbound()) {
      ReferenceCountUtil.release(rest);
    }
    if (!(outcome instanceof HeadOutcome.Accepted)) {
      throw new AssertionError(outcome);
    }
    return outcome;
  }
}
