package io.sekisho.tls;

import static io.sekisho.tls.Hellos.hello;
import static org.assertj.core.api.Assertions.assertThat;

import io.sekisho.destination.Host;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VerdictTest {

  @ParameterizedTest(name = "{0}: {2} to {1}")
  @CsvSource({
    "VERIFY,  api.example.com, api.example.com,  true",
    "VERIFY,  api.example.com, API.EXAMPLE.com,  true",
    "VERIFY,  api.example.com, api.example.com., false",
    "VERIFY,  API.example.com, api.example.com,  true",
    "VERIFY,  api.example.com, example.com,      false",
    "VERIFY,  example.com,     api.example.com,  false",
    "VERIFY,  api.example.com, xapi.example.com, false",
    "VERIFY,  api.example.com, 192.0.2.1,        false",
    "VERIFY,  api.example.com, -,                false",
    "VERIFY,  192.0.2.1,       -,                true",
    "VERIFY,  192.0.2.1,       192.0.2.1,        true",
    "VERIFY,  192.0.2.1,       api.example.com,  true",
    "VERIFY,  [2001:db8::1],   -,                true",
    "REQUIRE, api.example.com, other.example,    true",
    "REQUIRE, api.example.com, -,                true",
    "OFF,     api.example.com, other.example,    true",
  })
  void shouldHoldTheServerNameAgainstTheHost(
      TlsMode mode, String host, String sni, boolean passes) {
    var hello = sni.equals("-") ? hello() : hello().sni(sni);
    ClientHello parsed = ((HelloOutcome.Complete) hello.parsed()).hello();

    assertThat(Verdict.of(mode, Host.parse(host), parsed))
        .isInstanceOf(passes ? Verdict.Passed.class : Verdict.Violation.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {443, 465, 993, 995, 8443})
  void shouldVerifyByDefaultWhereTlsIsSpoken(int port) {
    assertThat(TlsMode.defaultFor(port)).isEqualTo(TlsMode.VERIFY);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 22, 25, 80, 143, 442, 444, 587, 8080, 65535})
  void shouldNotLookByDefaultElsewhere(int port) {
    assertThat(TlsMode.defaultFor(port)).isEqualTo(TlsMode.OFF);
  }
}
