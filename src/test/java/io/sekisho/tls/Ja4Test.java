package io.sekisho.tls;

import static io.sekisho.tls.Hellos.hello;
import static org.assertj.core.api.Assertions.assertThat;

import io.sekisho.tls.Hellos.Builder;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against the numbers in FoxIO's own description of JA4. */
class Ja4Test {

  private static final int[] CIPHERS = {
    0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc013, 0xc014, 0x009c,
    0x009d, 0x002f, 0x0035
  };
  private static final int[] SIGNATURES = {
    0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601
  };

  @Test
  void shouldGiveTheExampleOfItsMakers() {
    assertThat(ja4(chrome().signatures(SIGNATURES)))
        .isEqualTo("t13d1516h2_8daaf6152771_e5627efa2ab1");
  }

  @Test
  void shouldIgnoreGreaseWhereverItIs() {
    Builder hello =
        withExtensions(
                hello()
                    .ciphers(
                        IntStream.concat(IntStream.of(0x6a6a), IntStream.of(CIPHERS)).toArray())
                    .extension(0x4a4a, new byte[0])
                    .versions(0xfafa, 0x0304, 0x0303))
            .signatures(IntStream.concat(IntStream.of(0x1a1a), IntStream.of(SIGNATURES)).toArray())
            .extension(0xdada, new byte[1]);

    assertThat(ja4(hello)).isEqualTo("t13d1516h2_8daaf6152771_e5627efa2ab1");
  }

  @Test
  void shouldHashTheExtensionsAloneIfNoSignatureAlgorithmIsThere() {
    List<Integer> extensions =
        List.of(
            0x001b, 0x0000, 0x0033, 0x0010, 0x4469, 0x0017, 0x002d, 0x000d, 0x0005, 0x0023, 0x0012,
            0x002b, 0xff01, 0x000b, 0x000a, 0x0015);
    Ja4 ja4 =
        new Ja4(
            TlsVersion.TLS_1_3,
            IntStream.of(CIPHERS).boxed().toList(),
            extensions,
            "h2",
            List.of());

    assertThat(ja4.text()).isEqualTo("t13d1516h2_8daaf6152771_6d807ffa2a79");
  }

  @Test
  void shouldCountTo99() {
    assertThat(ja4(hello().ciphers(IntStream.range(0, 200).toArray()))).startsWith("t12i9900");
  }

  @Test
  void shouldWriteZerosForNothing() {
    assertThat(new Ja4(TlsVersion.UNKNOWN, List.of(0x0a0a), List.of(0, 16), "", List.of()).text())
        .isEqualTo("t00d000200_000000000000_000000000000");
  }

  @ParameterizedTest
  @CsvSource({
    "6832, h2",
    "687474702f312e31, h1",
    "78, xx",
    "ab, ab",
    "20, 20",
    "abcd, ad",
    "2061, 21",
    "30ab, 3b",
    "6120, 60",
    "3031abcd, 3d",
    "30abcd31, 01",
  })
  void shouldWriteTheFirstProtocol(String hex, String expected) {
    StringBuilder protocol = new StringBuilder();
    for (byte b : HexFormat.of().parseHex(hex)) {
      protocol.append((char) (b & 0xff));
    }

    assertThat(ja4(hello().alpn(protocol.toString(), "zz")).substring(8, 10)).isEqualTo(expected);
  }

  /** The extensions of FoxIO's example but for the signature algorithms. */
  private static Builder chrome() {
    return withExtensions(hello().ciphers(CIPHERS).versions(0x0304, 0x0303));
  }

  private static Builder withExtensions(Builder hello) {
    for (int type :
        new int[] {
          0x001b, 0x0033, 0x4469, 0x0017, 0x002d, 0x0005, 0x0023, 0x0012, 0xff01, 0x000b, 0x000a,
          0x0015
        }) {
      hello.extension(type, new byte[0]);
    }
    return hello.sni("example.com").alpn("h2", "http/1.1");
  }

  private static String ja4(Builder hello) {
    return ((HelloOutcome.Complete) hello.parsed()).hello().ja4();
  }
}
