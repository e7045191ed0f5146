package io.sekisho.bench.load;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;

/**
 * Tunnels asked for at a fixed rate, whether those before are answered or not; each is closed as
 * soon as it is open, which is when the 200 is read. Where nothing is asked for, 64 bytes there and
 * back stand for it.
 */
final class LatencyLoad implements Load {

  private static final int PAYLOAD = 64;
  private static final int MOST_OUTSTANDING = 4000;
  private static final long PATIENCE_NANOS = 10_000_000_000L;

  private final List<Route> routes;
  private final double perSecond;
  private final Length length;
  private final Histogram histogram = new Histogram(3_600_000_000_000L, 3);
  private final ByteBuffer input = ByteBuffer.allocateDirect(16 * 1024);
  private final AtomicLong failures = new AtomicLong();
  private final AtomicLong started = new AtomicLong();
  private volatile String lastFailure;
  private Schedule schedule;
  private long firstCounted;
  private volatile long answered;

  LatencyLoad(List<Route> routes, double perSecond, Length length) {
    this.routes = routes;
    this.perSecond = perSecond;
    this.length = length;
  }

  private static final class Attempt {
    private final long index;
    private final boolean asks;
    private final Head head = new Head();
    private int received;

    Attempt(long index, boolean asks) {
      this.index = index;
      this.asks = asks;
    }
  }

  @Override
  public Map<String, Double> run(Signals signals) throws IOException {
    schedule = new Schedule(System.nanoTime(), perSecond);
    firstCounted = schedule.dueWithin(length.warmUpNanos());
    long all = schedule.dueWithin(length.warmUpNanos() + length.nanos());
    Window window = new Window(length, System::nanoTime, signals);
    try (Selector selector = Selector.open()) {
      Thread pacer = new Thread(() -> pace(selector, all), "pacer");
      pacer.setDaemon(true);
      pacer.start();
      while (window.goesOn(answered)) {
        selector.select(this::ready, 10);
      }
      finish(selector, all);
    }
    if (failures.get() > 0) {
      signals.note("%d of %d failed, the last one: %s".formatted(failures.get(), all, lastFailure));
    }
    return Map.of(
        "p50", histogram.getValueAtPercentile(50) / 1e6,
        "p99", histogram.getValueAtPercentile(99) / 1e6,
        "max", histogram.getMaxValue() / 1e6,
        "count", window.figures().get("count"),
        "seconds", window.figures().get("seconds"));
  }

  /**
   * Waits for the rest: the slowest must not be left out. What is not answered at last took that
   * long.
   */
  private void finish(Selector selector, long all) throws IOException {
    long giveUp = System.nanoTime() + PATIENCE_NANOS;
    while (answered + failures.get() < all && System.nanoTime() < giveUp) {
      selector.select(this::ready, 10);
    }
    long now = System.nanoTime();
    for (SelectionKey key : selector.keys()) {
      if (key.isValid()) {
        failed("not answered");
        record((Attempt) key.attachment(), now);
        key.channel().close();
      }
    }
    for (long index = started.get(); index < all; index++) {
      failed("not begun");
      record(new Attempt(index, false), now);
    }
  }

  private void pace(Selector selector, long all) {
    ByteBuffer payload = ByteBuffer.allocateDirect(PAYLOAD);
    ByteBuffer[] requests = routes.stream().map(Route::requestBuffer).toArray(ByteBuffer[]::new);
    Pace pace = new Pace();
    for (long index = 0; index < all && selector.isOpen(); index++) {
      pace.until(schedule.due(index));
      while (started.get() - answered - failures.get() > MOST_OUTSTANDING && selector.isOpen()) {
        pace.brieflyRest();
      }
      Route route = routes.get((int) (index % routes.size()));
      ByteBuffer request = requests[(int) (index % requests.length)];
      start(selector, route, route.asks() ? request.rewind() : payload.rewind(), index);
      started.incrementAndGet();
    }
  }

  private void start(Selector selector, Route route, ByteBuffer first, long index) {
    SocketChannel channel = null;
    try {
      channel = SocketChannel.open(route.address());
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.write(first);
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ, new Attempt(index, route.asks()));
      selector.wakeup();
    } catch (IOException | ClosedSelectorException e) {
      failed(e.toString());
      close(channel);
    }
  }

  private void ready(SelectionKey key) {
    Attempt attempt = (Attempt) key.attachment();
    try {
      if (isAnswered(attempt, (SocketChannel) key.channel())) {
        answered++;
        record(attempt, System.nanoTime());
        key.channel().close();
      }
    } catch (IOException e) {
      failed(e.toString());
      close(key.channel());
    }
  }

  private boolean isAnswered(Attempt attempt, SocketChannel channel) throws IOException {
    if (channel.read(input.clear()) < 0) {
      throw new EOFException();
    }
    input.flip();
    if (!attempt.asks) {
      attempt.received += input.remaining();
      return attempt.received >= PAYLOAD;
    }
    if (attempt.head.take(input) && attempt.head.status() != 200) {
      throw new IOException("answered " + attempt.head.status());
    }
    return attempt.head.isComplete();
  }

  private void record(Attempt attempt, long now) {
    if (attempt.index >= firstCounted) {
      histogram.recordValue(schedule.taken(attempt.index, now));
    }
  }

  private void failed(String why) {
    failures.incrementAndGet();
    lastFailure = why;
  }

  private static void close(Channel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
