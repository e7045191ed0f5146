package io.sekisho.connect;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * An answer before it takes the form of one version of HTTP.
 *
 * @param status 200 opens the tunnel; everything else refuses it
 * @param fields the header fields that every version of HTTP sends
 * @param body the content; empty for a 200
 */
public record Response(int status, List<RequestHead.Field> fields, byte[] body) {

  /** Copies the fields. */
  public Response {
    fields = List.copyOf(fields);
  }

  /** Whether this opens the tunnel. */
  public boolean opensTunnel() {
    return status == 200;
  }

  /**
   * The octets of an HTTP/1.1 response. Every refusal closes the connection (RFC 9931): a client
   * that sent tunnel bytes early must never have them read as a request.
   */
  public byte[] toHttp1() {
    StringBuilder head = new StringBuilder(512);
    head.append("HTTP/1.1 ").append(status).append(' ').append(phrase());
    fields.forEach(field -> line(head, field.name(), field.value()));
    if (!opensTunnel()) {
      line(head, "Connection", "close");
    }
    head.append("\r\n\r\n");
    return concat(head.toString().getBytes(StandardCharsets.US_ASCII), body);
  }

  private String phrase() {
    return switch (status) {
      case 200 -> "Connection established";
      case 400 -> "Bad Request";
      case 403 -> "Forbidden";
      case 405 -> "Method Not Allowed";
      case 407 -> "Proxy Authentication Required";
      case 408 -> "Request Timeout";
      case 414 -> "URI Too Long";
      case 429 -> "Too Many Requests";
      case 431 -> "Request Header Fields Too Large";
      case 502 -> "Bad Gateway";
      case 503 -> "Service Unavailable";
      case 504 -> "Gateway Timeout";
      // RFC 9112 §4: it may be empty, and clients are to ignore it.
      default -> "";
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
