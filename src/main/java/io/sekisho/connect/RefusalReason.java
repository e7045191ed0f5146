package io.sekisho.connect;

import java.util.Locale;
import java.util.Optional;

/**
 * Why a request was refused: the status it is answered with, its error type in Proxy-Status (RFC
 * 9209 §2.3) and how the audit log classes it.
 */
public enum RefusalReason {
  MALFORMED_REQUEST(400, "http_request_error", "Malformed request", false),
  METHOD_NOT_ALLOWED(405, "http_request_error", "Method not allowed", false),
  HEAD_TIMEOUT(408, "http_request_error", "Request head too slow", false),
  TARGET_TOO_LONG(414, "http_request_error", "Request line too long", false),
  HEAD_TOO_LARGE(431, "http_request_error", "Request head too large", false),
  NO_PASS(407, null, "Proxy authentication required", true),
  INVALID_PASS(407, null, "Pass not accepted", true),
  TOO_MANY_FAILURES(429, "connection_limit_reached", "Too many passes not accepted", true),
  TOO_MANY_TUNNELS(429, "connection_limit_reached", "Too many tunnels at one time", true),
  TOO_MANY_CONNECTS(429, "connection_limit_reached", "Too many tunnels in a minute", true),
  QUOTA_EXHAUSTED(429, "connection_limit_reached", "Bytes of the day used up", true),
  DENIED_BY_POLICY(403, "http_request_denied", "Denied by policy", true),
  ADDRESS_PROHIBITED(502, "destination_ip_prohibited", "Address prohibited", true),
  LOOP(502, "proxy_loop_detected", "Tunnel to the proxy itself", true),
  NAME_NOT_RESOLVED(502, "dns_error", "Name not resolved", false),
  DNS_TIMEOUT(504, "dns_timeout", "Name server too slow", false),
  CONNECTION_REFUSED(502, "connection_refused", "Connection refused by the target", false),
  CONNECTION_TERMINATED(502, "connection_terminated", "Connection broken off by the target", false),
  UNROUTABLE(502, "destination_ip_unroutable", "Target not reachable", false),
  CONNECTION_TIMEOUT(504, "connection_timeout", "Target too slow to connect", false),
  PARENT_REFUSED(502, "connection_refused", "Refused by the parent proxy", false),
  PARENT_AUTHORIZATION(
      502, "proxy_configuration_error", "Not authorized at the parent proxy", false),
  PARENT_PROTOCOL_ERROR(502, "http_protocol_error", "Parent proxy speaks no HTTP", false),
  PARENT_CERTIFICATE(502, "tls_certificate_error", "Parent proxy's certificate not valid", false),
  PARENT_TLS_ERROR(502, "tls_protocol_error", "No TLS with the parent proxy", false),
  PARENT_TIMEOUT(504, "connection_read_timeout", "Parent proxy too slow", false),
  /** Never sent, as nobody is there to read it; 499 is what other proxies log for it. */
  CLIENT_GONE(499, null, "Client left before the answer", false),
  OVERLOADED(503, "connection_limit_reached", "Too many connections", false),
  TOO_MANY_NAMES(503, "connection_limit_reached", "Too many names to resolve", false),
  DRAINING(503, "connection_limit_reached", "Shutting down", false),
  ISSUER_UNAVAILABLE(503, "proxy_internal_error", "Passes cannot be verified now", false),
  POLICY_UNAVAILABLE(503, "proxy_internal_error", "Policies are not available now", false),
  LIMITS_UNAVAILABLE(503, "proxy_internal_error", "Limits cannot be kept now", false),
  AUDIT_UNAVAILABLE(503, "proxy_internal_error", "The audit log is not available now", false),
  INTERNAL_ERROR(503, "proxy_internal_error", "Internal error", false);

  private final int status;
  private final String proxyError;
  private final String title;
  private final boolean denial;

  RefusalReason(int status, String proxyError, String title, boolean denial) {
    this.status = status;
    this.proxyError = proxyError;
    this.title = title;
    this.denial = denial;
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** The Proxy-Status error type; a 407 has none, as the proxy met no error. */
  public Optional<String> proxyError() {
    return Optional.ofNullable(proxyError);
  }

  /** The reason as it stands in metrics. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** A short sentence for people. */
  public String title() {
    return title;
  }

  /** Whether a rule was applied ({@code deny}), rather than something having gone wrong. */
  public boolean isDenial() {
    return denial;
  }

  /** Whether trying again later may succeed, so that the answer carries Retry-After. */
  public boolean isTemporary() {
    return status == 503 || status == 429;
  }
}
