package io.sekisho.connect;

import io.sekisho.destination.Authority;
import java.util.List;

/**
 * A well-formed CONNECT request.
 *
 * @param authority where the client wants to go
 * @param proxyAuthorization the values of its Proxy-Authorization lines, unread
 * @param via the proxies it came through
 * @param userAgent its User-Agent, empty if it sent none
 */
public record ConnectRequest(
    Authority authority, List<String> proxyAuthorization, Via via, String userAgent) {

  /** Copies the credentials. */
  public ConnectRequest {
    proxyAuthorization = List.copyOf(proxyAuthorization);
  }

  /** Leaves the credentials out, so that no log line can hold them. */
  @Override
  public String toString() {
    return "ConnectRequest[" + authority + "]";
  }
}
