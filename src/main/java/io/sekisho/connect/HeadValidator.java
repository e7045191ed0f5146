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

  private static final int MAX_USER_AGENT = 256;

  private HeadValidator() {}

  /** Judges a head of HTTP/1. */
  public static HeadOutcome validate(RequestHead head) {
    if (!head.version().equals("HTTP/1.1") && !head.version().equals("HTTP/1.0")) {
      return malformed("the protocol version is not HTTP/1.1 or HTTP/1.0");
    }
    return head.method().equals("CONNECT") ? connect(head.target(), head) : notConnect();
  }

  /**
   * Judges the fields of an HTTP/2 request (RFC 9113 §8.5), pseudo-header fields among them; those
   * have been checked to come first and once (§8.3).
   */
  public static HeadOutcome validateStream(List<RequestHead.Field> fields) {
    RequestHead head = new RequestHead("", "", "HTTP/2", fields);
    if (!head.values(":method").equals(List.of("CONNECT"))) {
      return notConnect();
    }
    if (Stream.of(":scheme", ":path", ":protocol").anyMatch(name -> !head.values(name).isEmpty())) {
      return malformed("a CONNECT request has no :scheme, :path or :protocol");
    }
    List<String> authorities = head.values(":authority");
    if (authorities.size() != 1) {
      return malformed("a CONNECT request has one :authority");
    }
    return connect(authorities.get(0), head);
  }

  private static HeadOutcome connect(String target, RequestHead head) {
    // A CONNECT request has no content (RFC 9110 §9.3.6); a length or coding on it is how a
    // smuggled request would start (RFC 9112 §11.2).
    if (!head.values("Content-Length").isEmpty() || !head.values("Transfer-Encoding").isEmpty()) {
      return malformed("a CONNECT request carries no Content-Length and no Transfer-Encoding");
    }
    try {
      Authority authority = Authority.parse(target);
      checkHost(head);
      return new HeadOutcome.Accepted(
          new ConnectRequest(
              authority,
              head.values("Proxy-Authorization"),
              Via.read(head.values("Via")),
              userAgent(head)));
    } catch (SyntaxException e) {
      return malformed(e.getMessage());
    }
  }

  private static HeadOutcome notConnect() {
    return new HeadOutcome.Rejected(
        Refusal.of(RefusalReason.METHOD_NOT_ALLOWED, "this proxy serves CONNECT only"));
  }

  /**
   * RFC 9112 §3.2: HTTP/1.1 has exactly one Host and it is valid. Its value decides nothing: the
   * target of a CONNECT is the request-target (§3.3).
   */
  private static void checkHost(RequestHead head) {
    List<String> hosts = head.values("Host");
    if (hosts.size() > 1 || hosts.isEmpty() && head.version().equals("HTTP/1.1")) {
      throw new SyntaxException("HTTP/1.1 requires exactly one Host field");
    }
    for (String host : hosts) {
      boolean withPort = host.lastIndexOf(':') > host.lastIndexOf(']');
      Authority.parse(withPort ? host : host + ":443");
    }
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
