package io.sekisho.egress;

import static io.sekisho.support.Addresses.address;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sekisho.destination.CarriedIpv4;
import io.sekisho.destination.SyntaxException;
import io.sekisho.support.Embedding;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OwnEndpointsTest {

  private final Set<InetAddress> interfaces =
      new HashSet<>(Set.of(address("198.20.0.5"), address("2600::5")));
  private final Set<Integer> ports = new HashSet<>(Set.of(3128, 9000));
  private final OwnEndpoints own =
      new OwnEndpoints(
          () -> interfaces,
          Stream.of("198.20.1.0/30", "198.20.2.1:443", "[2600::99]:8443")
              .map(OwnAddress::parse)
              .toList(),
          ports::contains,
          CarriedIpv4.withNat64(Embedding.SITE_PREFIXES));

  @ParameterizedTest
  @CsvSource({
    "198.20.0.5,    3128, true",
    "198.20.0.5,    9000, true",
    "198.20.0.5,    443,  false",
    "198.20.0.6,    3128, false",
    "2600::5,       3128, true",
    "127.0.0.1,     3128, true",
    "127.255.1.2,   3128, true",
    "127.0.0.1,     22,   false",
    "0.0.0.0,       3128, true",
    "::,            3128, true",
    "::1,           3128, true",
    "198.20.1.3,    3128, true",
    "198.20.1.3,    443,  false",
    "198.20.1.4,    3128, false",
    "198.20.2.1,    443,  true",
    "198.20.2.1,    3128, false",
    "2600::99,      8443, true",
    "2600::99,      3128, false",
  })
  void shouldKnowWhatLeadsHere(String address, int port, boolean here) {
    assertThat(own.include(address(address), port)).isEqualTo(here);
  }

  static Stream<Embedding> embeddings() {
    return Embedding.all();
  }

  @ParameterizedTest
  @MethodSource("embeddings")
  void shouldSeeItsAddressInEveryForm(Embedding form) {
    assertThat(own.include(form.of(address("198.20.0.5")), 3128)).isTrue();
    assertThat(own.include(form.of(address("198.20.2.1")), 443)).isTrue();
    assertThat(own.include(form.of(address("198.20.0.6")), 3128)).isFalse();
  }

  @Test
  void shouldFollowWhatChanges() {
    interfaces.add(address("198.20.0.7"));
    ports.add(3129);

    assertThat(own.include(address("198.20.0.7"), 3129)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "proxy.example",
        "proxy.example:443",
        "192.0.2.1:0",
        "192.0.2.1:",
        "192.0.2.1/24",
        "[::1]"
      })
  void shouldRefuseWhateverIsNoAddress(String text) {
    assertThatThrownBy(() -> OwnAddress.parse(text)).isInstanceOf(SyntaxException.class);
  }

  @Test
  void shouldListTheInterfacesOfThisMachine() {
    LocalAddresses local = new LocalAddresses();

    assertThat(local.get()).contains(address("127.0.0.1"));
    local.stop();
  }
}
