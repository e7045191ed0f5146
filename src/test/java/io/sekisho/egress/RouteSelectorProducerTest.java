package io.sekisho.egress;

import static io.sekisho.support.Addresses.address;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sekisho.config.SekishoConfig;
import io.sekisho.destination.CarriedIpv4;
import io.sekisho.support.TestConfig;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteSelectorProducerTest {

  @Test
  void shouldReadTheSitesNat64Prefixes() {
    SekishoConfig config =
        TestConfig.with(
            Map.of("sekisho.egress.nat64-prefixes", "2001:db8:122::/48, 2001:db8:64::/96"));

    assertThat(RouteSelectorProducer.carriers(config).in(address("2001:db8:64::192.0.2.33")))
        .containsExactly(address("192.0.2.33"));
  }

  @ParameterizedTest
  @CsvSource({
    "nat64-prefixes,            2001:db8::/95",
    "nat64-prefixes,            192.0.2.0/24",
    "own-addresses,             proxy.example:443",
    "permitted-special-ranges,  10.0.0.1/8",
  })
  void shouldNameTheKeyThatIsWrongAndItsValue(String key, String value) {
    SekishoConfig config = TestConfig.with(Map.of("sekisho.egress." + key, "2600::/96," + value));

    assertThatThrownBy(
            () -> {
              RouteSelectorProducer.carriers(config);
              AddressGuard guard = RouteSelectorProducer.guard(config, CarriedIpv4.WELL_KNOWN);
              RouteSelectorProducer.selector(config, guard, CarriedIpv4.WELL_KNOWN, null, null);
            })
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("sekisho.egress." + key + ": " + value + ": ");
  }
}
