package io.sekisho.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.sekisho.support.Fuzz;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HelloReaderTest {

  private static final int MAX = 64 * 1024;
  private static final byte[] HELLO = Hellos.to("api.example.com");

  @Test
  void shouldReadAHelloHoweverTheStreamIsCut() {
    HelloOutcome whole = read(HELLO);
    assertThat(whole).isInstanceOf(HelloOutcome.Complete.class);

    for (int split = 0; split <= HELLO.length; split++) {
      HelloReader reader = new HelloReader(MAX);
      HelloOutcome first = reader.read(ByteBuffer.wrap(HELLO, 0, split));
      if (split < HELLO.length) {
        assertThat(first).as("%d bytes", split).isInstanceOf(HelloOutcome.Incomplete.class);
      }
      assertThat(reader.read(ByteBuffer.wrap(HELLO, split, HELLO.length - split)))
          .as("split at %d", split)
          .isEqualTo(whole);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 50, 16_384})
  void shouldReadAHelloHoweverItIsCutIntoRecords(int fragment) {
    byte[] records = Hellos.records(Hellos.message(HELLO), fragment);
    HelloOutcome whole = read(HELLO);

    assertThat(read(records)).isEqualTo(whole);
    assertThat(readByteByByte(records)).isEqualTo(whole);
  }

  @Test
  void shouldLeaveWhatIsBehindTheHelloUnread() {
    byte[] records = Hellos.records(Hellos.message(HELLO), 100);
    ByteBuffer bytes =
        ByteBuffer.wrap(Hellos.join(records, "early data".getBytes(StandardCharsets.US_ASCII)));

    assertThat(new HelloReader(MAX).read(bytes)).isEqualTo(read(HELLO));
    assertThat(bytes.remaining()).isEqualTo(10);
  }

  static Stream<Arguments> others() {
    byte[] message = Hellos.message(HELLO);
    byte[] twice = Hellos.records(Hellos.join(message, message), 16_384);
    byte[] interrupted =
        Hellos.join(Hellos.records(message, 100), new byte[] {21, 3, 3, 0, 2, 2, 40});
    System.arraycopy(new byte[] {21, 3, 3, 0, 2, 2, 40}, 0, interrupted, 105, 7);
    return Stream.of(
        Arguments.of("plain HTTP", "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII)),
        Arguments.of("SSH", "SSH-2.0-OpenSSH_9.2\r\n".getBytes(StandardCharsets.US_ASCII)),
        Arguments.of("a hello of SSL 2", hex("802e0100020015000000100100800700c0")),
        Arguments.of("a hello of DTLS", hex("16feff00000000000000000001")),
        Arguments.of("an alert", hex("15030300020228")),
        Arguments.of("application data", hex("1703030001ff")),
        Arguments.of("change cipher spec", hex("140303000101")),
        Arguments.of("a record without content", hex("1603010000")),
        Arguments.of("a record that is too long", hex("1603014001")),
        Arguments.of("a ServerHello", hex("160301000402000000")),
        Arguments.of("a HelloRequest", hex("160301000400000000")),
        Arguments.of("an empty ClientHello", hex("160301000401000000")),
        Arguments.of("a ClientHello of 16 MB", hex("160301000401ffffff")),
        Arguments.of("two ClientHellos in one record", twice),
        Arguments.of("another record in between", interrupted));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("others")
  void shouldNotTakeAnythingElse(String what, byte[] bytes) {
    assertThat(read(bytes)).isInstanceOf(HelloOutcome.Malformed.class);
    assertThat(readByteByByte(bytes)).isInstanceOf(HelloOutcome.Malformed.class);
  }

  @Test
  void shouldDecideAtTheFirstByteThatIsNone() {
    assertThat(read("G".getBytes(StandardCharsets.US_ASCII)))
        .isInstanceOf(HelloOutcome.Malformed.class);
    assertThat(read(hex("1602"))).isInstanceOf(HelloOutcome.Malformed.class);
    assertThat(read(hex("160303000102"))).isInstanceOf(HelloOutcome.Malformed.class);
  }

  @Test
  void shouldBoundTheHelloAndTheHeadersOfItsRecords() {
    byte[] message = Hellos.message(HELLO);
    byte[] crumbs = Hellos.records(message, 1);

    assertThat(new HelloReader(crumbs.length).read(ByteBuffer.wrap(crumbs)))
        .isInstanceOf(HelloOutcome.Complete.class);
    assertThat(new HelloReader(crumbs.length - 1).read(ByteBuffer.wrap(crumbs)))
        .isInstanceOf(HelloOutcome.Malformed.class);
    assertThat(new HelloReader(HELLO.length - 1).read(ByteBuffer.wrap(HELLO)))
        .isInstanceOf(HelloOutcome.Malformed.class);
  }

  @Test
  void shouldTellWhetherAnythingCame() {
    HelloReader reader = new HelloReader(MAX);
    reader.read(ByteBuffer.allocate(0));
    assertThat(reader.consumed()).isZero();
    reader.read(ByteBuffer.wrap(new byte[] {22}));
    assertThat(reader.consumed()).isPositive();
  }

  /** Whatever it is, it is the same in one piece and in pieces, and never an exception. */
  @Test
  @Tag(Fuzz.TAG)
  void shouldReadMutatedHellosTheSameWayHoweverTheyAreCut() {
    int inputs = Fuzz.inputs();
    for (long seed = Fuzz.seed(); seed < Fuzz.seed() + inputs; seed++) {
      Random random = new Random(seed);
      byte[] bytes = MutatedHellos.of(random);
      HelloOutcome whole = read(bytes);
      HelloReader reader = new HelloReader(MAX);
      HelloOutcome pieces = new HelloOutcome.Incomplete();
      for (int from = 0; from < bytes.length; ) {
        int length = Math.min(bytes.length - from, 1 + random.nextInt(200));
        pieces = reader.read(ByteBuffer.wrap(bytes, from, length));
        from += length;
      }
      assertThat(pieces).as("seed %d", seed).isEqualTo(whole);
    }
  }

  private static HelloOutcome read(byte[] bytes) {
    return new HelloReader(MAX).read(ByteBuffer.wrap(bytes));
  }

  private static HelloOutcome readByteByByte(byte[] bytes) {
    HelloReader reader = new HelloReader(MAX);
    return IntStream.range(0, bytes.length)
        .mapToObj(i -> reader.read(ByteBuffer.wrap(bytes, i, 1)))
        .reduce((before, after) -> after)
        .orElseThrow();
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }
}
