package io.sekisho.egress;

import static org.assertj.core.api.Assertions.assertThat;

import io.sekisho.destination.Host;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 8305 §4. */
class AddressOrderTest {

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1,                                      192.0.2.1",
    "192.0.2.2 192.0.2.1,                            192.0.2.2 192.0.2.1",
    "192.0.2.1 192.0.2.2 2001:db8::1,                192.0.2.1 2001:db8::1 192.0.2.2",
    "2001:db8::1 2001:db8::2 192.0.2.1 192.0.2.2,    2001:db8::1 192.0.2.1 2001:db8::2 192.0.2.2",
    "192.0.2.1 2001:db8::1 2001:db8::2 2001:db8::3,  192.0.2.1 2001:db8::1 2001:db8::2 2001:db8::3",
    "192.0.2.1 192.0.2.2 192.0.2.3 2001:db8::1,      192.0.2.1 2001:db8::1 192.0.2.2 192.0.2.3",
  })
  void shouldLetTheFamiliesTakeTurns(String given, String ordered) {
    assertThat(texts(AddressOrder.interleave(addresses(Stream.of(given.split(" "))))))
        .containsExactly(ordered.split(" "));
  }

  @Test
  void shouldTryOnlySoManyButBothFamilies() {
    Stream<String> many =
        Stream.concat(
            Stream.iterate(1, i -> i + 1).limit(100).map(i -> "192.0.2." + i),
            Stream.of("2001:db8::1"));

    List<String> tried = texts(AddressOrder.interleave(addresses(many)));

    assertThat(tried).hasSize(AddressOrder.MAX_TRIED).contains("2001:db8::1");
  }

  private static List<InetAddress> addresses(Stream<String> texts) {
    return texts.map(AddressOrderTest::address).toList();
  }

  private static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> texts(List<InetAddress> addresses) {
    return addresses.stream().map(Host::format).toList();
  }
}
