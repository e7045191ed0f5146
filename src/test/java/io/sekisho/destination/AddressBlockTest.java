package io.sekisho.destination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressBlockTest {

  @ParameterizedTest
  @CsvSource({
    "192.0.2.0/24,   192.0.2.0,       true",
    "192.0.2.0/24,   192.0.2.255,     true",
    "192.0.2.0/24,   192.0.3.0,       false",
    "192.0.2.7/32,   192.0.2.7,       true",
    "192.0.2.7,      192.0.2.7,       true",
    "192.0.2.7,      192.0.2.8,       false",
    "0.0.0.0/0,      203.0.113.9,     true",
    "0.0.0.0/0,      2001:db8::1,     false",
    "::/0,           2001:db8::1,     true",
    "::/0,           192.0.2.1,       false",
    "2001:db8::/32,  2001:db8:1::1,   true",
    "2001:db8::/32,  2001:db9::1,     false",
  })
  void shouldContainExactlyItsAddresses(String block, String address, boolean contained)
      throws Exception {
    assertThat(AddressBlock.parse(block).contains(InetAddress.getByName(address)))
        .isEqualTo(contained);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "example.com",
        "192.0.2.1/24",
        "192.0.2.0/33",
        "192.0.2.0/-1",
        "192.0.2/24",
        "/24",
        "192.0.2.0/024",
        "192.0.2.*",
        "192.0.2.0-5",
        "2001:db8::1/32",
        "::ffff:192.0.2.0/120",
        "::0300.0.2.0/128",
        "*",
        "192.0.2.0/255.255.255.0"
      })
  void shouldRefuseWhateverIsNoBlock(String text) {
    assertThatThrownBy(() -> AddressBlock.parse(text)).isInstanceOf(SyntaxException.class);
  }
}
