package io.sekisho.destination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hosts as people write them in policies and queries. */
class WrittenHostTest {

  @ParameterizedTest
  @CsvSource({
    "Example.COM.,                 example.com",
    "b\u00fccher.example,          xn--bcher-kva.example",
    "B\u00dcCHER.example,          xn--bcher-kva.example",
    "bu\u0308cher.example,         xn--bcher-kva.example",
    "xn--bcher-kva.example,        xn--bcher-kva.example",
    "fa\u00df.de,                  xn--fa-hia.de",
    "\u4f8b\uff0e\u4f8b\u3002,     xn--fsq.xn--fsq",
    "example\uff61com,             example.com",
    "\uff45xample.com,             example.com",
    "\u212aelvin.example,          kelvin.example",
    "_tcp.b\u00fccher.example,     _tcp.xn--bcher-kva.example",
    "r3---sn-\u00fc.example,       xn--r3---sn--e6a.example",
    "\u05d0\u05d1.example,         xn--4dbc.example",
    "\uff11\uff19\uff12.0.2.1,     192.0.2.1",
    "192.0.2.1,                    192.0.2.1",
    "2001:DB8::1,                  2001:db8::1",
    "[2001:DB8::1],                2001:db8::1",
    "::ffff:192.0.2.1,             192.0.2.1",
  })
  void shouldBringEverySpellingToOneForm(String text, String normal) {
    assertThat(Host.parseWritten(text).text()).isEqualTo(normal);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "\u3002",
        "a..b",
        "a\u3002\u3002b",
        "\u00ad",
        "xn--a",
        "xn--b\u00fccher.example",
        "\ud800.example",
        "\ufffd.example",
        "a\u200db.example",
        "\u0308a.example",
        "a\u05d0.example",
        "a\u2044b.example/",
        "b\u00fccher@example",
        "b\u00fccher:443",
        "b\u00fc cher.example",
        "b\u00fc%63her.example",
        "\uff3b::1\uff3d",
        "[b\u00fccher]",
        "0\uff58\uff17f.1",
        "127.\uff11",
        "1.2.3.\uff14\uff15\uff16",
        "2001:db8::1%eth0",
        "*.example.com",
      })
  void shouldRefuseWhateverIsNoHost(String text) {
    assertThatThrownBy(() -> Host.parseWritten(text)).isInstanceOf(SyntaxException.class);
  }

  @Test
  void shouldBoundLabelsAndNamesByTheirAsciiForm() {
    // 57 times u-umlaut is an A-label of 63 characters or more.
    assertThatThrownBy(() -> Host.parseWritten("\u00fc".repeat(70) + ".example"))
        .isInstanceOf(SyntaxException.class);
    assertThatThrownBy(() -> Host.parseWritten("\u00fc.".repeat(40)))
        .isInstanceOf(SyntaxException.class);
    assertThatThrownBy(() -> Host.parseWritten("\u00fc".repeat(1_000_000)))
        .isInstanceOf(SyntaxException.class);
  }
}
