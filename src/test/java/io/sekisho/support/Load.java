package io.sekisho.support;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Clients that open one tunnel after the other, and know which of them were answered with 200. */
public final class Load implements AutoCloseable {

  private static final int CLIENTS = 16;

  private final List<List<String>> opened = new ArrayList<>();
  private final AtomicInteger refused = new AtomicInteger();
  private final AtomicInteger brokenOff = new AtomicInteger();
  private final Map<String, AtomicInteger> breaks = new ConcurrentSkipListMap<>();
  private final long start = System.nanoTime();
  private final ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
  private volatile boolean stopping;

  public Load(int port, String pass, String authority) {
    for (int i = 0; i < CLIENTS; i++) {
      List<String> own = new CopyOnWriteArrayList<>();
      opened.add(own);
      clients.execute(() -> run(port, pass, authority, own));
    }
  }

  /** How many were opened. */
  public int size() {
    return opened.stream().mapToInt(List::size).sum();
  }

  /** How many were refused with 503. */
  public int refused() {
    return refused.get();
  }

  /** How many got no answer. */
  public int brokenOff() {
    return brokenOff.get();
  }

  /** The same by the second since it began, and by what the client noticed. */
  public Map<String, AtomicInteger> breaks() {
    return breaks;
  }

  private String second() {
    return String.format("%03d", TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start));
  }

  /** The tunnels that were opened, of each client in the order in which it opened them. */
  public List<List<String>> opened() {
    return opened;
  }

  @Override
  public void close() {
    finish();
  }

  /** Opens no more. */
  public void finish() {
    stopping = true;
    clients.shutdown();
    try {
      if (!clients.awaitTermination(60, TimeUnit.SECONDS)) {
        throw new AssertionError("clients do not end");
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void run(int port, String pass, String authority, List<String> own) {
    while (!stopping) {
      try (RawClient client = RawClient.connect(port)) {
        client.requestTunnel(authority, "Proxy-Authorization: Bearer " + pass);
        RawClient.Response response = client.head();
        if (response.status() == 200) {
          own.add(response.field("Sekisho-Tunnel").orElseThrow());
        } else if (response.status() == 503) {
          refused.incrementAndGet();
        }
      } catch (UncheckedIOException e) {
        // What was promised before is what counts.
        brokenOff.incrementAndGet();
        breaks
            .computeIfAbsent(second() + " s: " + e.getMessage(), key -> new AtomicInteger())
            .incrementAndGet();
      }
    }
  }
}
