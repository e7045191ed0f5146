package io.sekisho.listener;

import io.sekisho.config.SekishoConfig;
import io.sekisho.destination.AddressBlock;
import io.sekisho.destination.SyntaxException;
import jakarta.inject.Singleton;
import java.util.List;

/** The load balancers that speak for clients by the PROXY protocol, and must. */
@Singleton
final class TrustedSources {

  private final List<AddressBlock> blocks;

  TrustedSources(SekishoConfig config) {
    this.blocks =
        config.proxy().proxyProtocol().trusted().orElse(List.of()).stream()
            .map(TrustedSources::block)
            .toList();
  }

  List<AddressBlock> blocks() {
    return blocks;
  }

  private static AddressBlock block(String text) {
    try {
      return AddressBlock.parse(text.strip());
    } catch (SyntaxException e) {
      throw new IllegalStateException(
          "sekisho.proxy.proxy-protocol.trusted: " + text + ": " + e.getMessage(), e);
    }
  }
}
