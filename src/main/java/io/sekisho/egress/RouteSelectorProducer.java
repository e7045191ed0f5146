package io.sekisho.egress;

import io.sekisho.config.SekishoConfig;
import io.sekisho.destination.AddressBlock;
import io.sekisho.destination.CarriedIpv4;
import io.sekisho.destination.SyntaxException;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Makes the selector, and what it judges by, from the configuration. */
final class RouteSelectorProducer {

  @Produces
  @Singleton
  static CarriedIpv4 carriers(SekishoConfig config) {
    // Each alone first, so that the complaint names the one that is wrong.
    List<String> prefixes =
        read(
            "nat64-prefixes",
            config.egress().nat64Prefixes(),
            text -> {
              CarriedIpv4.withNat64(List.of(text));
              return text;
            });
    return CarriedIpv4.withNat64(prefixes);
  }

  @Produces
  @Singleton
  static AddressGuard guard(SekishoConfig config, CarriedIpv4 carriers) {
    return new AddressGuard(
        read(
            "permitted-special-ranges",
            config.egress().permittedSpecialRanges(),
            AddressBlock::parse),
        carriers);
  }

  @Produces
  @Singleton
  static RouteSelector selector(
      SekishoConfig config,
      AddressGuard guard,
      CarriedIpv4 carriers,
      LocalAddresses interfaces,
      OwnPorts ports) {
    List<OwnAddress> elsewhere =
        read("own-addresses", config.egress().ownAddresses(), OwnAddress::parse);
    return new RouteSelector(guard, new OwnEndpoints(interfaces, elsewhere, ports, carriers));
  }

  private static <T> List<T> read(
      String key, Optional<List<String>> texts, Function<String, T> parser) {
    return texts.orElse(List.of()).stream().map(text -> read(key, text.strip(), parser)).toList();
  }

  private static <T> T read(String key, String text, Function<String, T> parser) {
    try {
      return parser.apply(text);
    } catch (SyntaxException e) {
      throw new IllegalStateException(
          "sekisho.egress." + key + ": " + text + ": " + e.getMessage(), e);
    }
  }
}
