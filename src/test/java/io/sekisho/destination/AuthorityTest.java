package io.sekisho.destination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorityTest {

  @ParameterizedTest
  @CsvSource({
    "example.com:443,               example.com:443",
    "EXAMPLE.Com:443,               example.com:443",
    "example.com.:443,              example.com:443",
    "xn--bcher-kva.example:8443,    xn--bcher-kva.example:8443",
    "XN--BCHER-KVA.example.:443,    xn--bcher-kva.example:443",
    "xn--fa-hia.xn--fiqs8s:443,     xn--fa-hia.xn--fiqs8s:443",
    "_dmarc.xn--bcher-kva.example:443, _dmarc.xn--bcher-kva.example:443",
    "r3---sn-abc.googlevideo.com:443,  r3---sn-abc.googlevideo.com:443",
    "a-xn--b.example:443,           a-xn--b.example:443",
    "_sip._tcp.example.com:5061,    _sip._tcp.example.com:5061",
    "localhost:1,                   localhost:1",
    "a:65535,                       a:65535",
    "192.0.2.1:80,                  192.0.2.1:80",
    "192.0.2.1.:80,                 192.0.2.1:80",
    "[2001:DB8::1]:443,             [2001:db8::1]:443",
    "[2001:db8:0:0:0:0:0:1]:443,    [2001:db8::1]:443",
    "[::ffff:192.0.2.1]:443,        192.0.2.1:443",
    "[::ffff:c000:201]:443,         192.0.2.1:443",
    "1.example:0443,                1.example:443",
  })
  void shouldReadEverySpellingIntoOneForm(String text, String normal) {
    assertThat(Authority.parse(text)).hasToString(normal);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":",
        ":443",
        "example.com",
        "example.com:",
        "example.com:0",
        "example.com:65536",
        "example.com:4294967739",
        "example.com:+443",
        "example.com:-1",
        "example.com: 443",
        "example.com:443 ",
        "example.com:44３",
        "example.com:443/",
        "example.com:443:443",
        "http://example.com:443",
        "user@example.com:443",
        "user:password@example.com:443",
        "exa mple.com:443",
        "exa\u0000mple.com:443",
        "example.com\r\nX: y:443",
        "bücher.example:443",
        "b\u00fccher.example:443",
        "example\u3002com:443",
        "\u212aelvin.example:443",
        "xn--:443",
        "xn---:443",
        "xn--abc-.example:443",
        "xn--a.example:443",
        "xn--zzzzzz.example:443",
        "xn--bcher-kva\u00fc.example:443",
        "xn--xn---epa.example:443",
        // Encoded letters that UTS 46 maps to others: U with umlaut, full-width a; an ideographic
        // dot; a joiner where none belongs.
        "xn--wca.example:443",
        "xn--bcher-2pa.example:443",
        "xn--mi7c.example:443",
        "xn--ab-r13a.example:443",
        "xn--ab-m1t.example:443",
        ".example.com:443",
        ".:443",
        "..:443",
        "example.com.:443.",
        "example..com:443",
        "example.com..:443",
        "-example.com:443",
        "example-.com:443",
        "example.com%00:443",
        "ex%61mple.com:443",
        "*.example.com:443",
        "0177.0.0.1:80",
        "0x7f.0.0.1:80",
        "0x7f000001:80",
        "2130706433:80",
        "127.1:80",
        "127.0.1:80",
        "1.2.3.4.5:80",
        "256.0.0.1:80",
        "01.2.3.4:80",
        "1.2.3.04:80",
        "1.2.3.0x4:80",
        "example.123:80",
        "example.0x1f:80",
        "::1:443",
        "2001:db8::1:443",
        "[::1:443",
        "[::1 ]:443",
        "[ ::1]:443",
        " 127.0.0.1:443",
        "127.0.0.1 :443",
        "127.0.0.1\n:443",
        "\t127.0.0.1:443",
        "::1]:443",
        "[[::1]]:443",
        "[::1]]:443",
        "[example.com]:443",
        "[192.0.2.1]:443",
        "[]:443",
        "[::1%eth0]:443",
        "[fe80::1%25eth0]:443",
        "[::1/128]:443",
        "[fe80::1%1]:443",
        "[::1%]:443",
        "[user@::1]:443",
        "user@[::1]:443",
        "user%40example.com:443",
        "%5b::1%5d:443",
        "[::ffff:192.0.2.01]:443",
        "[::ffff:0300.0.2.1]:443",
        "[::ffff:0x7f.0.0.1]:443",
        "[::ffff:127.1]:443",
        "[::ffff:2130706433]:443",
        "[::ffff:127.0.0.256]:443",
        "[::127.0.0.1.]:443",
        "[2001:db8::00001]:443",
        "[1:2:3:4:5:6:7:8:9]:443",
        "[1::2::3]:443",
        "[v1.::1]:443",
        "[0x::1]:443",
        "a.0:80",
        "a.00:80",
        "a.0x:80",
        "a.0XfF:80",
        "0xffffffff.:80",
        "[1:2:3]:443",
        "[::1]443",
        "[::1]x:443",
      })
  void shouldRefuseWhateverIsNotAuthorityForm(String text) {
    assertThatThrownBy(() -> Authority.parse(text)).isInstanceOf(SyntaxException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {63, 64})
  void shouldBoundLabels(int length) {
    String text = "a".repeat(length) + ".example:443";

    if (length == 63) {
      assertThat(Authority.parse(text)).hasToString(text);
    } else {
      assertThatThrownBy(() -> Authority.parse(text)).isInstanceOf(SyntaxException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {253, 254})
  void shouldBoundNames(int length) {
    String name = "a.".repeat(length / 2 - 1) + (length % 2 == 1 ? "abc" : "ab");
    assertThat(name).hasSize(length);

    if (length == 253) {
      assertThat(Authority.parse(name + ":443").host().text()).isEqualTo(name);
    } else {
      assertThatThrownBy(() -> Authority.parse(name + ":443")).isInstanceOf(SyntaxException.class);
    }
  }
}
