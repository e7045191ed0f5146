package io.sekisho.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.sekisho.support.Fuzz;
import io.sekisho.support.Http2Client;
import io.sekisho.support.RawClient;
import io.sekisho.support.RunningSekisho;
import io.sekisho.support.Target;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Hostile frames and PROXY headers on real connections, of clients without a pass: an answer or an
 * end, nothing at the target, and afterwards everything as before.
 */
@QuarkusTest
@Tag(Fuzz.TAG)
class HostileFramesQuarkusTest extends RunningSekisho {

  private static final int AT_ONCE = 32;

  private final AtomicInteger connections = new AtomicInteger();

  private interface Attack {
    void on(int number, String target) throws IOException;
  }

  @Test
  void shouldEndEveryConnectionOfFramesThatMeanIll() throws Exception {
    attack(this::frames);
  }

  @Test
  void shouldEndEveryConnectionOfAHeaderThatMeansIll() throws Exception {
    attack(this::header);
  }

  private void attack(Attack attack) throws Exception {
    allow(Map.of("kind", "user", "value", "alice"), "127.0.0.1");
    ExecutorService clients = Executors.newFixedThreadPool(AT_ONCE);
    try (Target target = Target.doing(socket -> connections.incrementAndGet())) {
      List<Future<Object>> all =
          IntStream.range(0, Fuzz.inputsOverSockets())
              .mapToObj(
                  number ->
                      clients.submit(
                          () -> {
                            attack.on(number, target.authority());
                            return null;
                          }))
              .toList();
      for (Future<?> one : all) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    } finally {
      clients.shutdownNow();
    }
    assertThat(connections).as("connections to the target").hasValue(0);
    assertServes();
  }

  private void frames(int number, String target) {
    Random random = Fuzz.source(number);
    byte[] octets = HostileFrames.next(random, target, "Bearer abc");
    try (RawClient client = connectTls()) {
      byte[] answer = answer(client, octets, random);
      // What does not start as HTTP/2 is answered as HTTP/1.1.
      String start = new String(answer, 0, Math.min(answer.length, 10));
      if (start.startsWith("HTTP/1.1")) {
        assertThat(start).isEqualTo("HTTP/1.1 4");
      } else {
        assertThat(ServerFrames.read(answer, true).statuses().values())
            .allMatch(status -> status / 100 == 4);
      }
    } catch (Throwable e) {
      throw new AssertionError(Fuzz.describe(number, octets), e);
    }
  }

  /** A busy machine may be too slow for a handshake, of which nothing is hostile yet. */
  private RawClient connectTls() {
    for (int attempt = 1; ; attempt++) {
      try {
        return RawClient.connect(proxy.tlsPort()).startTls(certificates.anonymous(), "h2");
      } catch (UncheckedIOException e) {
        if (attempt == 5) {
          throw e;
        }
      }
    }
  }

  private void header(int number, String target) {
    Random random = Fuzz.source(number);
    byte[] octets = HostileProxyHeaders.next(random);
    try (RawClient client = RawClient.connect("127.0.0.2", proxy.port())) {
      String answer = new String(answer(client, octets, random));
      assertThat(answer).matches("(?s)|HTTP/1\\.1 4.*");
      if (NaiveProxyHeader.read(octets).isEmpty()) {
        assertThat(answer).isEmpty();
      }
    } catch (Throwable e) {
      throw new AssertionError(Fuzz.describe(number, octets), e);
    }
  }

  /** All that comes back until the proxy ends it; fails if it does not. */
  private static byte[] answer(RawClient client, byte[] octets, Random random) throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    try {
      client.send(octets);
      // Seldom, as then it is the clocks that end it.
      if (random.nextInt(64) > 0) {
        client.finish();
      }
    } catch (UncheckedIOException e) {
      // Ended before all was sent; the answer is there to be read.
    }
    try {
      client.socket().getInputStream().transferTo(answer);
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException e) {
      // Closed with octets unread: a reset is an end, too.
    }
    return answer.toByteArray();
  }

  private void assertServes() {
    try (Target target = Target.echo();
        Http2Client client = Http2Client.connect(proxy.tlsPort(), certificates.anonymous())) {
      client.connectTo(1, target.authority(), issuer.pass("alice"));
      assertThat(client.response(1).status()).isEqualTo(200);
      assertThat(client.data(1, "hello").read(1, 5)).isEqualTo("hello");
    }
    try (Target target = Target.echo();
        RawClient balancer = RawClient.connect("127.0.0.2", proxy.port())) {
      balancer.send("PROXY TCP4 192.0.2.7 198.51.100.1 56324 3128\r\n");
      balancer.requestTunnel(target.authority(), bearer(issuer.pass("alice")));
      assertThat(balancer.head().status()).isEqualTo(200);
    }
  }
}
