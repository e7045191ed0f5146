package io.sekisho.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.sekisho.support.Api;
import io.sekisho.support.Fuzz;
import io.sekisho.support.RawClient;
import io.sekisho.support.RunningSekisho;
import io.sekisho.support.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Hostile heads on real connections, of a client whose pass is good: an answer or an end, never a
 * fault of the proxy's own, and nothing at the target but what belongs into an opened tunnel.
 */
@QuarkusTest
@Tag(Fuzz.TAG)
class HostileHeadsQuarkusTest extends RunningSekisho {

  private static final int AT_ONCE = 32;
  private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.1 ([0-9]{3}) ");

  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger opened = new AtomicInteger();

  @Test
  void shouldAnswerOrEndAndLetNothingThroughBefore200() throws Exception {
    ExecutorService clients = Executors.newFixedThreadPool(AT_ONCE);
    try (Target target = Target.doing(this::echo)) {
      allowOnly(target.port());
      String pass = bearer(issuer.pass("alice")) + "\r\n";
      List<Future<?>> all =
          IntStream.range(0, Fuzz.inputsOverSockets())
              .<Future<?>>mapToObj(
                  number -> clients.submit(() -> attack(number, target.authority(), pass)))
              .toList();
      for (Future<?> one : all) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    } finally {
      clients.shutdownNow();
    }
    assertThat(opened).hasPositiveValue();
    assertThat(connections).as("connections to the target").hasValue(opened.get());
  }

  private void attack(int number, String target, String pass) {
    Random random = Fuzz.source(number);
    byte[] head = HostileHeads.next(random, target, pass);
    try (RawClient client = client()) {
      String answer = answer(client, head, random.nextBoolean());
      List<Integer> statuses =
          STATUS_LINE
              .matcher(answer)
              .results()
              .map(line -> Integer.valueOf(line.group(1)))
              .toList();
      if (statuses.equals(List.of(200))) {
        opened.incrementAndGet();
        assertThat(answer.substring(answer.indexOf("\r\n\r\n") + 4))
            .isEqualTo(NaiveHead.read(head).orElseThrow().rest());
      } else {
        assertThat(statuses).hasSizeLessThanOrEqualTo(1).allMatch(s -> s >= 400 && s < 500);
      }
    } catch (Throwable e) {
      throw new AssertionError(Fuzz.describe(number, head), e);
    }
  }

  /**
   * All that comes back until the proxy finishes; fails if it does not.
   *
   * @param finishing whether the client says that it has sent all, or leaves that to be seen
   */
  private static String answer(RawClient client, byte[] head, boolean finishing) {
    try {
      client.send(head);
      if (finishing || NaiveHead.read(head).isPresent()) {
        client.finish();
      }
    } catch (UncheckedIOException e) {
      // Refused before all was sent; the answer is there to be read.
    }
    return new String(client.rest(), StandardCharsets.ISO_8859_1);
  }

  private void echo(Socket socket) throws IOException {
    connections.incrementAndGet();
    socket.getInputStream().transferTo(socket.getOutputStream());
  }

  /** So that whatever a changed head asks for is denied, rather than tried. */
  private void allowOnly(int port) {
    apply(
        Api.policy(
            "target-only",
            "allow",
            List.of(Api.user("alice")),
            Map.of("host", "127.0.0.1", "ports", List.of(Integer.toString(port)))));
  }
}
