package io.sekisho.connect;

import io.sekisho.destination.Authority;
import io.sekisho.destination.SyntaxException;
import java.util.List;
import java.util.stream.Stream;

/**
 * Decides whether a head is a CONNECT request that may be acted on. It never repairs: what is not
 * to the letter is refused (RFC 9112 §3: no auto-correction), because whoever stands behind or
 * before us may have repaired it differently.
 */
public final class HeadValidator {

  private static final String CONNECT = "CONNECT";
  private static final int MAX_USER_AGENT = 256;

  private HeadValidator() {}

  /** Judges a head of HTTP/1. */
  public static HeadOutcome validate(RequestHead head) {
    // A higher minor version is to be taken for 1.1 (RFC 9110 §2.5).
    if (!head.version().startsWith("HTTP/1.")) {
      return malformed("the protocol version is not HTTP/1.1 or HTTP/1.0");
    }
    return judge(head, head.method(), head.target());
  }

  /**
   * Judges the fields of an HTTP/2 request (RFC 9113 §8.5), pseudo-header fields among them; those
   * have been checked to come first and once (§8.3).
   */
  public static HeadOutcome validateStream(List<RequestHead.Field> fields) {
    if (!fields.stream().allMatch(HeadValidator::isStreamField)) {
      return malformed("a header field has characters that it must not have");
    }
    RequestHead head = new RequestHead("", "", "HTTP/2", fields);
    String method = only(head, ":method");
    boolean forbidden =
        Stream.of(":scheme", ":path", ":protocol").anyMatch(name -> !head.values(name).isEmpty());
    if (method.equals(CONNECT) && forbidden) {
      return malformed("a CONNECT request has no :scheme, :path or :protocol");
    }
    return judge(head, method, only(head, ":authority"));
  }

  /**
   * RFC 9113 §8.2.1, as strictly as the lines of HTTP/1.1 are read: the binary form could carry any
   * octet.
   */
  private static boolean isStreamField(RequestHead.Field field) {
    String name = field.name().startsWith(":") ? field.name().substring(1) : field.name();
    String value = field.value();
    return !name.isEmpty()
        && name.chars().allMatch(c -> HeadGrammar.isToken(c) && !(c >= 'A' && c <= 'Z'))
        && value.chars().allMatch(HeadGrammar::isFieldContent)
        && value.equals(value.strip());
  }

  private static String only(RequestHead head, String name) {
    List<String> values = head.values(name);
    return values.size() == 1 ? values.get(0) : "";
  }

  private static HeadOutcome judge(RequestHead head, String method, String target) {
    try {
      // What makes a request malformed does so whatever its method is.
      checkHost(head);
      checkFraming(head, method);
      if (!method.equals(CONNECT)) {
        return new HeadOutcome.Rejected(
            Refusal.of(RefusalReason.METHOD_NOT_ALLOWED, "this proxy serves CONNECT only"));
      }
      return new HeadOutcome.Accepted(
          new ConnectRequest(
              Authority.parse(target),
              head.values("Proxy-Authorization"),
              Via.read(head.values("Via")),
              userAgent(head)));
    } catch (SyntaxException e) {
      return malformed(e.getMessage());
    }
  }

  /**
   * RFC 9112 §3.2: HTTP/1.1 has exactly one Host and it is valid. Its value decides nothing: the
   * target of a CONNECT is the request-target (§3.3).
   */
  private static void checkHost(RequestHead head) {
    List<String> hosts = head.values("Host");
    if (hosts.size() > 1 || hosts.isEmpty() && needsHost(head)) {
      throw new SyntaxException("HTTP/1.1 requires exactly one Host field");
    }
    for (String host : hosts) {
      boolean withPort = host.lastIndexOf(':') > host.lastIndexOf(']');
      Authority.parse(withPort ? host : host + ":443");
    }
  }

  /** HTTP/2 has :authority in its place (RFC 9113 §8.3.1). */
  private static boolean needsHost(RequestHead head) {
    return !head.version().equals("HTTP/1.0") && !head.version().equals("HTTP/2");
  }

  /**
   * A CONNECT request has no content (RFC 9110 §9.3.6); a length or coding on it is how a smuggled
   * request would start (RFC 9112 §11.2). On other methods, which are refused anyway, both at once
   * are, and a coding that does not tell where the content ends (§6.1, §6.3).
   */
  private static void checkFraming(RequestHead head, String method) {
    boolean length = !head.values("Content-Length").isEmpty();
    List<String> codings = head.values("Transfer-Encoding");
    if (method.equals(CONNECT) && (length || !codings.isEmpty())) {
      throw new SyntaxException(
          "a CONNECT request carries no Content-Length and no Transfer-Encoding");
    }
    if (!codings.isEmpty() && (length || !endsInChunked(codings))) {
      throw new SyntaxException("it is ambiguous where the request's content ends");
    }
  }

  private static boolean endsInChunked(List<String> codings) {
    String last = codings.get(codings.size() - 1);
    return last.substring(last.lastIndexOf(',') + 1).strip().equalsIgnoreCase("chunked");
  }

  private static String userAgent(RequestHead head) {
    List<String> values = head.values("User-Agent");
    String first = values.isEmpty() ? "" : values.get(0);
    return first.length() <= MAX_USER_AGENT ? first : first.substring(0, MAX_USER_AGENT);
  }

  private static HeadOutcome malformed(String detail) {
    return new HeadOutcome.Rejected(Refusal.of(RefusalReason.MALFORMED_REQUEST, detail));
  }
}
