package io.sekisho.egress;

import io.sekisho.config.SekishoConfig;
import io.sekisho.destination.AddressBlock;
import io.sekisho.destination.SyntaxException;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Makes the selector from the configuration. */
final class RouteSelectorProducer {

  @Produces
  @Singleton
  static RouteSelector selector(
      SekishoConfig config,
      @ConfigProperty(name = "quarkus.http.port") int apiPort,
      @ConfigProperty(name = "quarkus.management.port") int managementPort) {
    Set<Integer> ports =
        Stream.of(config.proxy().port(), apiPort, managementPort).collect(Collectors.toSet());
    return new RouteSelector(
        new AddressGuard(permitted(config.egress())),
        new OwnEndpoints(OwnEndpoints.localAddresses(), ports));
  }

  private static List<AddressBlock> permitted(SekishoConfig.Egress config) {
    return config.permittedSpecialRanges().orElse(List.of()).stream()
        .map(RouteSelectorProducer::block)
        .toList();
  }

  private static AddressBlock block(String text) {
    try {
      return AddressBlock.parse(text.strip());
    } catch (SyntaxException e) {
      throw new IllegalStateException(
          "sekisho.egress.permitted-special-ranges: " + text + ": " + e.getMessage(), e);
    }
  }
}
