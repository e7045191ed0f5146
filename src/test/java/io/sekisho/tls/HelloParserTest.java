package io.sekisho.tls;

import static io.sekisho.tls.Hellos.hello;
import static io.sekisho.tls.Hellos.join;
import static io.sekisho.tls.Hellos.u16s;
import static io.sekisho.tls.Hellos.vector16;
import static io.sekisho.tls.Hellos.vector8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sekisho.tls.Hellos.Builder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class HelloParserTest {

  @Test
  void shouldReadAHelloOfTls13() {
    ClientHello hello = ofJdk("api.example.com", List.of("h2", "http/1.1"), "TLSv1.3", "TLSv1.2");

    assertThat(hello.sni()).contains("api.example.com");
    assertThat(hello.alpn()).containsExactly("h2", "http/1.1");
    assertThat(hello.version()).isEqualTo("1.3");
    assertThat(hello.ech()).isFalse();
    assertThat(hello.ja4()).matches("t13d[0-9]{4}h2_[0-9a-f]{12}_[0-9a-f]{12}");
  }

  @Test
  void shouldReadAHelloOfTls12() {
    ClientHello hello = ofJdk(null, List.of(), "TLSv1.2");

    assertThat(hello.sni()).isEmpty();
    assertThat(hello.alpn()).isEmpty();
    assertThat(hello.version()).isEqualTo("1.2");
    assertThat(hello.ja4()).startsWith("t12i");
  }

  @Test
  void shouldReadAHelloWithoutExtensions() {
    ClientHello hello = complete(hello().legacyVersion(0x0301));

    assertThat(hello)
        .isEqualTo(
            new ClientHello(
                Optional.empty(),
                List.of(),
                "1.0",
                "t10i010000_0f2cb44170f4_000000000000",
                false,
                false));
  }

  static Stream<Arguments> versions() {
    return Stream.of(
        Arguments.of("1.2", hello()),
        Arguments.of("ssl3", hello().legacyVersion(0x0300)),
        Arguments.of("1.1", hello().legacyVersion(0x0302)),
        // RFC 8446 §4.2.1: without supported_versions, 1.2 at most.
        Arguments.of("1.2", hello().legacyVersion(0x0304)),
        Arguments.of("1.3", hello().legacyVersion(0x0301).versions(0x0303, 0x0304, 0x0302)),
        Arguments.of("1.2", hello().versions(0x0303)),
        Arguments.of("1.3", hello().versions(0x8a8a, 0x0304, 0x0303)),
        Arguments.of("1.3", hello().versions(0x7f1c, 0x0304)),
        Arguments.of("unknown", hello().versions(0x3a3a)),
        Arguments.of("unknown", hello().legacyVersion(0x0002)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("versions")
  void shouldTellTheHighestVersionThatCouldComeOfIt(String version, Builder hello) {
    assertThat(complete(hello).version()).isEqualTo(version);
  }

  @ParameterizedTest
  @CsvSource({
    "api.example.com,  api.example.com",
    "API.Example.COM,  api.example.com",
    "API.example.com., api.example.com.",
    "_srv.example.com, _srv.example.com",
    "192.0.2.1,        192.0.2.1",
    "2001:DB8::1,      2001:db8::1",
    "Not/A,            not/a",
  })
  void shouldBringTheServerNameIntoItsNormalForm(String sent, String normal) {
    assertThat(complete(hello().sni(sent)).sni()).contains(normal);
  }

  @Test
  void shouldShowProtocolsInPrintableCharactersOnly() {
    assertThat(complete(hello().alpn("h2", "\n\u00ff", "a\\b")).alpn())
        .containsExactly("h2", "\\x0a\\xff", "a\\x5cb");
  }

  @Test
  void shouldKeepABoundedNumberOfProtocols() {
    String[] many = IntStream.range(0, 1_000).mapToObj(i -> "p" + i).toArray(String[]::new);

    assertThat(complete(hello().alpn(many)).alpn()).hasSize(16).startsWith("p0", "p1");
  }

  @Test
  void shouldTellEncryptedClientHello() {
    ClientHello hello = complete(hello().sni("outer.example").extension(0xfe0d, new byte[100]));

    assertThat(hello.ech()).isTrue();
    assertThat(hello.sni()).contains("outer.example");
  }

  static Stream<Arguments> mistakes() {
    byte[] name = vector16("a.example".getBytes(StandardCharsets.US_ASCII));
    byte[] host = join(new byte[] {0}, name);
    return Stream.of(
        Arguments.of("a session id of 33 bytes", hello().sessionId(33)),
        Arguments.of("no cipher", hello().ciphers()),
        Arguments.of("half a cipher", hello().cipherBytes((byte) 0x13, (byte) 1, (byte) 0x13)),
        Arguments.of("no compression method", hello().compression()),
        Arguments.of("bytes behind the extensions", hello().sni("a.example").behind((byte) 0)),
        Arguments.of("half a length of extensions", hello().behind((byte) 0)),
        Arguments.of("extensions cut off", hello().behind((byte) 0, (byte) 4, (byte) 0)),
        Arguments.of("an extension cut off", hello().behind(vector16(u16s(0x0017, 1)))),
        Arguments.of("an extension twice", hello().sni("a.example").sni("b.example")),
        Arguments.of(
            "an unknown extension twice",
            hello().extension(0x1234, new byte[0]).extension(0x1234, new byte[0])),
        Arguments.of("a server name without content", hello().extension(0, new byte[0])),
        Arguments.of("no server name in the list", hello().extension(0, vector16(new byte[0]))),
        Arguments.of("an empty server name", hello().sni("")),
        Arguments.of("two server names", hello().extension(0, vector16(join(host, host)))),
        Arguments.of(
            "another kind of name", hello().extension(0, vector16(join(new byte[] {1}, name)))),
        Arguments.of("bytes behind the list", hello().extension(0, join(vector16(host), host))),
        Arguments.of(
            "a list longer than its extension",
            hello().extension(0, Arrays.copyOf(vector16(host), host.length))),
        Arguments.of("a server name with NUL", hello().sni("a.example\0.evil.example")),
        Arguments.of("a server name with a line break", hello().sni("a.example\r\nx")),
        Arguments.of("a server name that is not ASCII", hello().sni("b\u00fccher.example")),
        Arguments.of("a server name with a space", hello().sni("a example")),
        Arguments.of("a server name of 256 bytes", hello().sni("a".repeat(256))),
        Arguments.of("no protocol", hello().extension(0x10, vector16(new byte[0]))),
        Arguments.of("an empty protocol", hello().alpn("h2", "")),
        Arguments.of(
            "a protocol longer than its list",
            hello().extension(0x10, vector16(new byte[] {9, 'h', '2'}))),
        Arguments.of(
            "bytes behind the protocols",
            hello().extension(0x10, join(vector16(vector8(new byte[] {'x'})), host))),
        Arguments.of("no version", hello().versions()),
        Arguments.of("half a version", hello().extension(0x2b, vector8(new byte[] {3, 4, 3}))),
        Arguments.of("bytes behind the versions", hello().extension(0x2b, new byte[] {2, 3, 4, 5})),
        Arguments.of("no signature algorithm", hello().signatures()),
        Arguments.of("half a signature algorithm", hello().extension(13, vector16(new byte[3]))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mistakes")
  void shouldNotTakeWhatAServerCouldNotDecode(String mistake, Builder hello) {
    assertThat(hello.parsed()).isInstanceOf(HelloOutcome.Malformed.class);
  }

  @Test
  void shouldNotTakeAHelloThatIsCutOff() {
    byte[] whole = hello().sni("a.example").alpn("h2").versions(0x0304).signatures(0x0403).body();
    int withoutExtensions = hello().body().length;

    for (int length = 0; length < whole.length; length++) {
      HelloOutcome outcome = HelloParser.parse(ByteBuffer.wrap(whole, 0, length));
      if (length == withoutExtensions) {
        assertThat(outcome).isInstanceOf(HelloOutcome.Complete.class);
      } else {
        assertThat(outcome).as("%d bytes", length).isInstanceOf(HelloOutcome.Malformed.class);
      }
    }
  }

  private static ClientHello complete(Builder hello) {
    return ((HelloOutcome.Complete) hello.parsed()).hello();
  }

  private static ClientHello ofJdk(String sni, List<String> alpn, String... versions) {
    byte[] message = Hellos.message(Hellos.ofJdk(sni, alpn, versions));
    HelloOutcome outcome =
        HelloParser.parse(ByteBuffer.wrap(message, 4, message.length - 4).slice());
    assertThat(outcome).isInstanceOf(HelloOutcome.Complete.class);
    return ((HelloOutcome.Complete) outcome).hello();
  }
}
