package io.sekisho.destination;

import static io.sekisho.support.Addresses.address;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sekisho.support.Addresses;
import io.sekisho.support.Embedding;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CarriedIpv4Test {

  private static final CarriedIpv4 SITE = CarriedIpv4.withNat64(Embedding.SITE_PREFIXES);

  @ParameterizedTest
  @CsvSource({
    "192.0.2.33,                          ''",
    "2606:4700::1111,                     ''",
    "::,                                  ''",
    "::1,                                 ''",
    "::2,                                 0.0.0.2",
    "::192.0.2.33,                        192.0.2.33",
    "::ffff:0:192.0.2.33,                 192.0.2.33",
    "::1:0:c000:221,                      ''",
    "64:ff9b::192.0.2.33,                 192.0.2.33",
    "64:ff9b::1:c000:221,                 ''",
    "64:ff9b:1:c000:2:2100::,             192.0.2.33 0.2.33.0 2.33.0.0 0.0.0.0",
    "64:ff9b:2::c000:221,                 ''",
    "2002:c000:221::1,                    192.0.2.33",
    "2003:c000:221::1,                    ''",
    // The server is 192.0.2.1, the client 192.0.2.45.
    "2001:0:c000:201::3fff:fdd2,          192.0.2.1 192.0.2.45",
    "2001:1:c000:201::3fff:fdd2,          ''",
    "2606:4700::5efe:c000:221,            192.0.2.33",
    "2606:4700::200:5efe:c000:221,        192.0.2.33",
    "2606:4700::300:5efe:c000:221,        192.0.2.33",
    "2606:4700::400:5efe:c000:221,        ''",
    "2606:4700::5eff:c000:221,            ''",
    "2002:c000:201::5efe:c000:221,        192.0.2.1 192.0.2.33",
  })
  void shouldFindEveryReading(String ipv6, String carried) {
    assertThat(texts(CarriedIpv4.WELL_KNOWN.in(address(ipv6)))).isEqualTo(carried);
  }

  /** The table of RFC 6052 §2.4. */
  @ParameterizedTest
  @CsvSource({
    "2001:db8::/32,                2001:db8:c000:221::",
    "2001:db8:100::/40,            2001:db8:1c0:2:21::",
    "2001:db8:122::/48,            2001:db8:122:c000:2:2100::",
    "2001:db8:122:300::/56,        2001:db8:122:3c0:0:221::",
    "2001:db8:122:344::/64,        2001:db8:122:344:c0:2:2100::",
    "2001:db8:122:344::/96,        2001:db8:122:344::192.0.2.33",
  })
  void shouldReadBehindTheSitesPrefixes(String prefix, String ipv6) {
    CarriedIpv4 site = CarriedIpv4.withNat64(List.of(prefix));

    assertThat(texts(site.in(address(ipv6)))).isEqualTo("192.0.2.33");
    assertThat(site.isTranslated(address(ipv6))).isTrue();
    assertThat(CarriedIpv4.WELL_KNOWN.in(address(ipv6))).isEmpty();
    assertThat(CarriedIpv4.WELL_KNOWN.isTranslated(address(ipv6))).isFalse();
  }

  @Test
  void shouldReadLocalUseSpaceOnlyAsTheSiteSaysWhereItSays() {
    CarriedIpv4 site = CarriedIpv4.withNat64(List.of("64:ff9b:1:abcd::/96"));

    assertThat(texts(site.in(address("64:ff9b:1:abcd::192.0.2.33")))).isEqualTo("192.0.2.33");
    assertThat(site.in(address("64:ff9b:1:abce::192.0.2.33"))).hasSize(4);
  }

  @Test
  void shouldTakeAnAddressWithAnOctetUForNoTranslatedOne() {
    CarriedIpv4 site = CarriedIpv4.withNat64(List.of("2001:db8:122::/48"));

    assertThat(site.isTranslated(address("2001:db8:122:c000:102:2100::"))).isFalse();
    assertThat(texts(site.in(address("2001:db8:122:c000:102:2100::")))).isEqualTo("192.0.2.33");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "example",
        "192.0.2.0/24",
        "2001:db8::/33",
        "2001:db8::/31",
        "2001:db8::/72",
        "2001:db8::/128",
        "2001:db8::",
        "2001:db8::1/96",
        "2001:db8:0:0:100::/96",
        "::ffff:0:0/96",
      })
  void shouldRefuseWhateverIsNoNat64Prefix(String text) {
    assertThatThrownBy(() -> CarriedIpv4.withNat64(List.of(text)))
        .isInstanceOf(SyntaxException.class);
  }

  static Stream<Embedding> embeddings() {
    return Embedding.all();
  }

  @ParameterizedTest
  @MethodSource("embeddings")
  void shouldFindWhatEveryFormCarries(Embedding form) {
    long seed = 6052;
    Random random = new Random(seed);
    for (int i = 0; i < 1_000; i++) {
      InetAddress ipv4 = Addresses.randomIpv4(random);
      InetAddress ipv6 = form.of(ipv4);

      assertThat(SITE.in(ipv6)).as("seed %d: %s of %s", seed, form, ipv4).contains(ipv4);
    }
  }

  /** Any 16 bytes are an address: none may fail. */
  @Test
  void shouldReadAnyAddress() throws Exception {
    long seed = 4291;
    Random random = new Random(seed);
    byte[] bytes = new byte[16];
    for (int i = 0; i < 50_000; i++) {
      random.nextBytes(bytes);
      Arrays.fill(bytes, 0, random.nextInt(16), (byte) 0);
      assertThat(SITE.in(InetAddress.getByAddress(bytes)))
          .as("seed %d", seed)
          .allMatch(carried -> carried.getAddress().length == 4);
    }
  }

  private static String texts(List<InetAddress> addresses) {
    return String.join(" ", addresses.stream().map(InetAddress::getHostAddress).toList());
  }
}
