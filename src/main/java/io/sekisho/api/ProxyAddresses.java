package io.sekisho.api;

import io.sekisho.config.SekishoConfig;
import io.sekisho.destination.Authority;
import io.sekisho.destination.Host;
import io.sekisho.destination.SyntaxException;
import io.sekisho.listener.ProxyServer;
import io.sekisho.pac.ProxyAddress;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Where clients find the proxy: where a key says, else at the host that a request names. */
@Singleton
public class ProxyAddresses {

  /** {@code host [":" port]}; what stands before the port is judged by {@link Host}. */
  private static final Pattern HOST_FIELD = Pattern.compile("(\\[[^]]*]|[^:]*)(?::[0-9]*)?");

  private final ProxyServer listener;
  private final List<ProxyAddress> configured;

  ProxyAddresses(SekishoConfig config, ProxyServer listener) {
    this.listener = listener;
    this.configured = configured(config.pac().proxy());
  }

  /** Those that {@code sekisho.pac.proxy} names; empty if it does not say. */
  public List<ProxyAddress> configured() {
    return configured;
  }

  /**
   * The listeners that are there, the one over TLS first.
   *
   * @param hostField the request's Host field
   * @throws InvalidRequest if there are any and it names no host
   */
  public List<ProxyAddress> served(String hostField) {
    return Stream.of(served(true, hostField), served(false, hostField))
        .flatMap(Optional::stream)
        .toList();
  }

  /** In HTTP/2 there is no such field, but an authority (RFC 9113 §8.3.1). */
  public static String hostField(UriInfo uri, HttpHeaders headers) {
    return Optional.ofNullable(headers.getHeaderString(HttpHeaders.HOST))
        .orElseGet(() -> uri.getBaseUri().getRawAuthority());
  }

  private Optional<ProxyAddress> served(boolean tls, String hostField) {
    int port = tls ? listener.tlsPort() : listener.port();
    return port == 0
        ? Optional.empty()
        : Optional.of(new ProxyAddress(tls, new Authority(host(hostField), port)));
  }

  private static Host host(String field) {
    Matcher parts = HOST_FIELD.matcher(field == null ? "" : field);
    try {
      if (parts.matches()) {
        return Host.parse(parts.group(1));
      }
    } catch (SyntaxException e) {
      // Told below; the text is not repeated.
    }
    throw InvalidRequest.at("Host", "must name the host at which the proxy is");
  }

  private static List<ProxyAddress> configured(Optional<List<String>> texts) {
    try {
      return texts.orElse(List.of()).stream().map(String::strip).map(ProxyAddress::parse).toList();
    } catch (SyntaxException e) {
      throw new IllegalStateException("sekisho.pac.proxy: " + e.getMessage(), e);
    }
  }
}
