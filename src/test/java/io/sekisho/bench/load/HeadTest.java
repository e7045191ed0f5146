package io.sekisho.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HeadTest {

  private static final String HEAD = "HTTP/1.1 200 OK\r\nVia: x\r\n\r\n";

  private final Head head = new Head();

  @Test
  void shouldLeaveWhatFollowsTheHead() {
    ByteBuffer buffer = bytes(HEAD + "more");

    assertThat(head.take(buffer)).as("complete").isTrue();
    assertThat(head.status()).isEqualTo(200);
    assertThat(buffer.remaining()).as("what follows").isEqualTo(4);
  }

  @Test
  void shouldFindTheEndHoweverTheHeadIsCut() {
    for (int cut = 1; cut < HEAD.length(); cut++) {
      head.reset();

      assertThat(head.take(bytes(HEAD.substring(0, cut)))).as("cut at %d", cut).isFalse();
      assertThat(head.take(bytes(HEAD.substring(cut)))).as("cut at %d", cut).isTrue();
      assertThat(head.status()).as("cut at %d", cut).isEqualTo(200);
    }
  }

  @Test
  void shouldTellARefusal() {
    head.take(bytes("HTTP/1.0 407 Proxy Authentication Required\r\n\r\n"));

    assertThat(head.status()).isEqualTo(407);
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }
}
