package io.sekisho.listener;

import static io.sekisho.support.Http2Client.GOAWAY;
import static org.assertj.core.api.Assertions.assertThat;

import io.sekisho.connect.RequestHead;
import io.sekisho.destination.Authority;
import io.sekisho.support.Fuzz;
import io.sekisho.support.Octets;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever comes as HTTP/2: answered, refused or closed, and nothing of it stays. */
@Tag(Fuzz.TAG)
class HostileFramesTest {

  private static VertxInternal vertx;

  private int opened;
  private int refused;
  private int broken;

  @BeforeAll
  static void start() {
    vertx = (VertxInternal) Vertx.vertx();
  }

  @AfterAll
  static void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void shouldOpenTunnelsForGoodRequestsAlone() {
    for (int number = 0; number < Fuzz.inputs() / 2; number++) {
      Random random = Fuzz.source(number);
      byte[] octets = HostileFrames.next(random, EmbeddedHttp2.TARGET, EmbeddedHttp2.PASS);
      try {
        judge(octets, random);
      } catch (Throwable e) {
        throw new AssertionError(Fuzz.describe(number, octets), e);
      }
    }
    // Or else the inputs try only one side.
    assertThat(opened).isGreaterThan(Fuzz.inputs() / 10);
    assertThat(refused).isGreaterThan(Fuzz.inputs() / 10);
    assertThat(broken).isGreaterThan(Fuzz.inputs() / 20);
  }

  private void judge(byte[] octets, Random random) {
    EmbeddedHttp2 connection = new EmbeddedHttp2(vertx, random);
    int[] cuts = Octets.cuts(octets.length, random);
    int from = 0;
    for (int to : IntStream.concat(IntStream.of(cuts), IntStream.of(octets.length)).toArray()) {
      connection.receive(octets, from, to);
      from = to;
    }
    connection.wearOut();
    connection.end();
    ServerFrames frames = ServerFrames.read(connection.answered(), false);
    assertThat(frames.statuses().values()).allMatch(status -> status == 200 || status / 100 == 4);
    connection.streams().forEach(this::judge);
    broken += frames.types().contains(GOAWAY) ? 1 : 0;
  }

  private void judge(EmbeddedHttp2.Stream stream) {
    if (stream.accepted().isPresent()) {
      assertGoodRequest(stream.fields(), stream.accepted().get());
    }
    if (stream.status().equals("200")) {
      opened++;
      assertThat(stream.accepted()).isPresent();
      assertThat(stream.delivered())
          .isEqualTo(Arrays.copyOf(stream.received(), stream.delivered().length));
    } else {
      refused++;
      assertThat(stream.delivered()).isEmpty();
    }
  }

  /** RFC 9113 §8.2.1, §8.2.2 and §8.5, read once more. */
  private static void assertGoodRequest(List<RequestHead.Field> fields, Authority authority) {
    List<RequestHead.Field> pseudo =
        fields.stream().filter(field -> field.name().startsWith(":")).toList();
    assertThat(fields.subList(0, 2)).hasSameElementsAs(pseudo);
    assertThat(pseudo)
        .hasSize(2)
        .contains(new RequestHead.Field(":method", "CONNECT"))
        .anyMatch(
            field ->
                field.name().equals(":authority")
                    && Authority.parse(field.value()).equals(authority));
    assertThat(fields)
        .allMatch(field -> field.name().matches(":?[a-z0-9!#$%&'*+.^_`|~-]+"))
        .allMatch(
            field ->
                field.value().matches("|[!-~\\x80-\\xff]([\\t -~\\x80-\\xff]*[!-~\\x80-\\xff])?"))
        .noneMatch(
            field ->
                List.of(
                        "connection",
                        "proxy-connection",
                        "keep-alive",
                        "transfer-encoding",
                        "upgrade",
                        "content-length")
                    .contains(field.name()))
        .noneMatch(field -> field.name().equals("te") && !field.value().equals("trailers"));
  }
}
