package io.sekisho.config;

import jakarta.inject.Singleton;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Where callers find the API: {@code sekisho.api.url}, or nothing but paths if it is not known. */
@Singleton
public class ApiUrl {

  private final String base;

  /**
   * Checks the key.
   *
   * @throws IllegalArgumentException naming it, if it is no URL that something can be appended to
   */
  public ApiUrl(SekishoConfig config) {
    this.base = config.api().url().map(ApiUrl::checked).orElse("");
  }

  /** What people's browsers reach, without a slash at its end; empty if nobody has told. */
  public Optional<String> base() {
    return base.isEmpty() ? Optional.empty() : Optional.of(base);
  }

  /** Where access is asked for. */
  public String accessRequests() {
    return base + "/api/v1/me/access-requests";
  }

  /** The script that browsers ask which way to go. */
  public String proxyPac() {
    return base + "/proxy.pac";
  }

  /** Where alerts are. */
  public String alerts() {
    return base + "/api/v1/alerts";
  }

  /** Where one attempt or tunnel is. */
  public String tunnel(UUID id) {
    return base + "/api/v1/tunnels/" + id;
  }

  private static String checked(String text) {
    try {
      URI uri = new URI(text);
      if (List.of("http", "https").contains(String.valueOf(uri.getScheme()))
          && uri.getHost() != null
          && uri.getRawUserInfo() == null
          && uri.getRawQuery() == null
          && uri.getRawFragment() == null) {
        return uri.toASCIIString().replaceFirst("/+$", "");
      }
    } catch (URISyntaxException e) {
      // Told below.
    }
    throw new IllegalArgumentException(
        "sekisho.api.url must be an http or https URL without user, query and fragment");
  }
}
