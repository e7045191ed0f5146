package io.sekisho.connect;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

/**
 * The answers to a CONNECT request as bytes of HTTP/1.1. Every refusal closes the connection (RFC
 * 9931): a client that sent tunnel bytes early must never have them read as a request.
 */
public final class Answer {

  private static final int RETRY_AFTER_SECONDS = 5;

  private final String realm;
  private final String proxyName;

  /**
   * @param realm the protection space in challenges and the proxy's name in Proxy-Status
   */
  public Answer(String realm) {
    this.realm = StructuredText.quoted(realm);
    this.proxyName = StructuredText.token(realm);
  }

  /** The 2xx that opens the tunnel: no content, no length, no coding (RFC 9110 §9.3.6). */
  public byte[] established(UUID tunnel) {
    return ("HTTP/1.1 200 Connection established\r\nSekisho-Tunnel: " + tunnel + "\r\n\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * A refusal.
   *
   * @param attempt identifies the attempt in the audit log
   * @param authenticated whether the client showed a valid pass; if not, it learns nothing about
   *     the destination or the policies (RFC 9209 §4)
   */
  public byte[] refused(Refusal refusal, UUID attempt, boolean authenticated) {
    RefusalReason reason = refusal.reason();
    // What is wrong with the client's own bytes is no secret from it.
    boolean ownFault = reason.status() < 500 && !reason.isDenial();
    String detail = authenticated || ownFault ? refusal.detail() : reason.title();
    byte[] body = problem(reason, detail, attempt).getBytes(StandardCharsets.UTF_8);

    StringBuilder head = new StringBuilder(512);
    head.append("HTTP/1.1 ").append(reason.status()).append(' ').append(phrase(reason));
    line(head, "Proxy-Status", proxyStatus(refusal, detail));
    challenges(head, reason);
    if (reason == RefusalReason.METHOD_NOT_ALLOWED) {
      line(head, "Allow", "CONNECT");
    }
    if (reason.isTemporary()) {
      line(head, "Retry-After", Integer.toString(RETRY_AFTER_SECONDS));
    }
    line(head, "Content-Type", "application/problem+json");
    line(head, "Content-Length", Integer.toString(body.length));
    line(head, "Cache-Control", "no-store");
    line(head, "Connection", "close");
    head.append("\r\n\r\n");
    return concat(head.toString().getBytes(StandardCharsets.US_ASCII), body);
  }

  private String proxyStatus(Refusal refusal, String detail) {
    StringBuilder value = new StringBuilder(proxyName);
    refusal
        .reason()
        .proxyError()
        .ifPresent(
            error -> {
              value.append("; error=").append(error);
              refusal
                  .rcode()
                  .ifPresent(rcode -> value.append("; rcode=\"").append(rcode).append('"'));
              value.append("; details=").append(StructuredText.quoted(detail));
            });
    return value.toString();
  }

  /** Two challenges, each on a line of its own: some clients cannot take a joined list apart. */
  private void challenges(StringBuilder head, RefusalReason reason) {
    if (reason.status() != 407) {
      return;
    }
    // RFC 6750 §3.1: no error code for a request that carried no credentials.
    String error = reason == RefusalReason.INVALID_PASS ? ", error=\"invalid_token\"" : "";
    line(head, "Proxy-Authenticate", "Bearer realm=" + realm + error);
    line(head, "Proxy-Authenticate", "Basic realm=" + realm + ", charset=\"UTF-8\"");
  }

  private static String problem(RefusalReason reason, String detail, UUID attempt) {
    return "{\"type\":\"about:blank\",\"title\":"
        + json(reason.title())
        + ",\"status\":"
        + reason.status()
        + ",\"detail\":"
        + json(detail)
        + ",\"instance\":\"urn:uuid:"
        + attempt
        + "\"}\n";
  }

  private static String json(String text) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
  }

  private static String phrase(RefusalReason reason) {
    return switch (reason.status()) {
      case 400 -> "Bad Request";
      case 403 -> "Forbidden";
      case 405 -> "Method Not Allowed";
      case 407 -> "Proxy Authentication Required";
      case 408 -> "Request Timeout";
      case 414 -> "URI Too Long";
      case 431 -> "Request Header Fields Too Large";
      case 502 -> "Bad Gateway";
      case 504 -> "Gateway Timeout";
      default -> "Service Unavailable";
    };
  }

  private static void line(StringBuilder head, String name, String value) {
    head.append("\r\n").append(name).append(": ").append(value);
  }

  private static byte[] concat(byte[] head, byte[] body) {
    byte[] all = Arrays.copyOf(head, head.length + body.length);
    System.arraycopy(body, 0, all, head.length, body.length);
    return all;
  }
}
