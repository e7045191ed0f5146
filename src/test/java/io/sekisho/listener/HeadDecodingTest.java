package io.sekisho.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.sekisho.conformance.HeadRule;
import io.sekisho.connect.HeadOutcome;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Octets to outcome, through the real decoder: every head, cut at every byte. */
class HeadDecodingTest {

  private static final int MAX_HEAD = 2_048;
  private static final String EARLY = "\u0016\u0003\u0001 GET / HTTP/1.1\r\n\r\n";

  @ParameterizedTest
  @EnumSource
  void shouldComeToTheSameOutcomeWhereverTheHeadIsCut(HeadRule rule) {
    byte[] head = head(rule);
    HeadOutcome whole = outcome(head);

    assertThat(whole instanceof HeadOutcome.Accepted).isEqualTo(rule.isWellFormed());
    assertThat(status(whole)).isEqualTo(rule.isWellFormed() ? 0 : rule.status());
    for (int cut = 0; cut <= head.length; cut++) {
      assertThat(outcome(head, cut)).as("cut at %d", cut).isEqualTo(whole);
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldComeToTheSameOutcomeByteByByte(HeadRule rule) {
    byte[] head = head(rule);
    int[] everywhere =
        Stream.iterate(0, cut -> cut + 1).limit(head.length).mapToInt(c -> c).toArray();

    assertThat(outcome(head, everywhere)).isEqualTo(outcome(head));
  }

  @ParameterizedTest
  @EnumSource
  void shouldHandOverWhatFollowsAGoodHeadUntouched(HeadRule rule) {
    byte[] head = head(rule);
    for (int cut = 0; rule.isWellFormed() && cut <= head.length; cut++) {
      assertThat(early(head, cut)).as("cut at %d", cut).isEqualTo(EARLY);
    }
  }

  static Stream<Arguments> tooLong() {
    String start = "CONNECT a.example:443 HTTP/1.1\r\nHost: a.example\r\n";
    return Stream.of(
        Arguments.of("CONNECT " + "a".repeat(MAX_HEAD) + ":443 HTTP/1.1\r\n", 414),
        Arguments.of("CONNECT " + "a".repeat(MAX_HEAD), 414),
        Arguments.of("A".repeat(MAX_HEAD + 2), 414),
        Arguments.of("\r\n".repeat(MAX_HEAD), 414),
        Arguments.of("CONNECT " + "a".repeat(MAX_HEAD) + "\0 HTTP/1.1\r\n\n", 414),
        Arguments.of(start + "X: " + "y".repeat(MAX_HEAD) + "\r\n\r\n", 431),
        Arguments.of(start + "X: " + "y".repeat(MAX_HEAD) + "\0\r\n\n", 431),
        Arguments.of(start + "X: y\r\n".repeat(MAX_HEAD / 6) + "\r\n", 431),
        Arguments.of(start + "X".repeat(MAX_HEAD), 431),
        Arguments.of(start + "X: " + "y".repeat(MAX_HEAD), 431));
  }

  @ParameterizedTest
  @MethodSource("tooLong")
  void shouldBoundTheHeadWhereverItIsCut(String text, int status) {
    byte[] head = text.getBytes(StandardCharsets.ISO_8859_1);
    HeadOutcome whole = outcome(head);

    assertThat(status(whole)).isEqualTo(status);
    for (int cut = 0; cut <= head.length; cut++) {
      assertThat(outcome(head, cut)).as("cut at %d", cut).isEqualTo(whole);
    }
  }

  @Test
  void shouldTakeAHeadThatIsExactlyAsLongAsItMayBe() {
    String fields = "Host: a.example\r\nX: ";
    String padding = "y".repeat(MAX_HEAD - fields.length() - "\r\n\r\n".length());
    String head = "CONNECT a.example:443 HTTP/1.1\r\n" + fields + padding;

    assertThat(status(outcome(bytes(head + "\r\n\r\n")))).isZero();
    assertThat(status(outcome(bytes(head + "y\r\n\r\n")))).isEqualTo(431);
  }

  @Test
  void shouldTakeARequestLineThatIsExactlyAsLongAsItMayBe() {
    String rest = "CONNECT :443 HTTP/1.1";
    String longest = "a".repeat(MAX_HEAD - rest.length());
    String end = ":443 HTTP/1.1\r\nHost: a.example\r\n\r\n";

    assertThat(status(outcome(bytes("CONNECT " + longest + end)))).isEqualTo(400);
    assertThat(status(outcome(bytes("CONNECT a" + longest + end)))).isEqualTo(414);
  }

  /** What the decoder makes of the head, cut as told. */
  private static HeadOutcome outcome(byte[] head, int... cuts) {
    DecodedHead decoded = DecodedHead.of(head, MAX_HEAD, cuts);
    assertThat(decoded.outcomes()).as("outcomes").hasSize(1);
    return decoded.outcomes().get(0);
  }

  private static String early(byte[] head, int cut) {
    byte[] all = bytes(new String(head, StandardCharsets.ISO_8859_1) + EARLY);
    return DecodedHead.of(all, MAX_HEAD, cut).rest();
  }

  private static int status(HeadOutcome outcome) {
    return outcome instanceof HeadOutcome.Rejected rejected
        ? rejected.refusal().reason().status()
        : 0;
  }

  private static byte[] head(HeadRule rule) {
    return rule.head("a.example:443", "Proxy-Authorization: Bearer abc\r\n");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
