package io.sekisho.conformance;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/**
 * What may and what may not stand in the head of a CONNECT request, one constant for each rule. The
 * heads are sent to the running proxy, cut at every byte in front of the decoder, and mutated.
 *
 * <p>{@code <target>} stands for an authority that the client may reach, {@code <pass>} for the
 * line with its pass: what is refused, is refused although the pass is good.
 */
public enum HeadRule {

  // --- RFC 9110 §2.5, RFC 9112 §2.3: versions -------------------------------------------------

  HTTP_1_1("RFC 9112 §2.3: HTTP/1.1 is served", 200, connect("")),
  HTTP_1_0(
      "RFC 9112 §2.3: HTTP/1.0 is served, and needs no Host",
      200,
      "CONNECT <target> HTTP/1.0\r\n<pass>\r\n"),
  HTTP_1_2("RFC 9110 §2.5: a higher minor version is taken for 1.1", 200, version("HTTP/1.2")),
  HTTP_1_2_WITHOUT_HOST(
      "RFC 9110 §2.5: a higher minor version needs a Host as 1.1 does",
      400,
      "CONNECT <target> HTTP/1.2\r\n<pass>\r\n"),
  HTTP_2("RFC 9112 §2.3: another major version is answered 400", 400, version("HTTP/2.0")),
  HTTP_0_9("RFC 9112 §3: a request line without version is answered 400", 400, "GET /\r\n"),
  CONNECT_0_9(
      "RFC 9112 §3: a CONNECT without version is answered 400",
      400,
      "CONNECT <target>\r\nHost: <target>\r\n<pass>\r\n"),
  VERSION_IN_LOWER_CASE("RFC 9112 §2.3: the version is case-sensitive", 400, version("http/1.1")),
  VERSION_WITHOUT_MINOR("RFC 9112 §2.3: a version has two digits", 400, version("HTTP/1")),
  VERSION_WITH_LONG_MINOR("RFC 9112 §2.3: a version has no third digit", 400, version("HTTP/1.10")),
  ANOTHER_PROTOCOL("RFC 9112 §2.3: the version names HTTP", 400, version("SSH/2.0")),

  // --- RFC 9112 §2.2: lines -------------------------------------------------------------------

  EMPTY_LINE_FIRST(
      "RFC 9112 §2.2: an empty line before the request line is skipped", 200, "\r\n" + connect("")),
  EMPTY_LINES_FIRST(
      "RFC 9112 §2.2: several empty lines before the request line are skipped",
      200,
      "\r\n\r\n\r\n" + connect("")),
  BARE_LF(
      "RFC 9112 §2.2: a lone LF is no end of a line here",
      400,
      "CONNECT <target> HTTP/1.1\nHost: <target>\n\n"),
  BARE_LF_IN_FIELDS(
      "RFC 9112 §2.2: a lone LF is no end of a field line here",
      400,
      connect("X: a\nContent-Length: 5\r\n")),
  BARE_LF_AT_THE_END("RFC 9112 §2.2: a lone LF does not end the head here", 400, endingIn("\n")),
  BARE_CR_IN_VALUE("RFC 9112 §2.2: a lone CR in a value is answered 400", 400, field("X: a\rb")),
  BARE_CR_IN_NAME("RFC 9112 §2.2: a lone CR in a name is answered 400", 400, field("X\rY: a")),
  BARE_CR_IN_REQUEST_LINE(
      "RFC 9112 §2.2: a lone CR in the request line is answered 400",
      400,
      "CONNECT <target>\rHTTP/1.1\r\nHost: <target>\r\n<pass>\r\n"),
  TWO_CRS("RFC 9112 §2.2: CR CR LF does not end a line", 400, field("X: a\r")),
  BLANK_BEFORE_FIRST_FIELD(
      "RFC 9112 §2.2: a blank before the first field is answered 400",
      400,
      "CONNECT <target> HTTP/1.1\r\n Host: <target>\r\n<pass>\r\n"),
  TLS("RFC 9112 §2.2: what is not HTTP is answered 400", 400, "\u0016\u0003\u0001\u0002\0\1\0\1"),
  HTTP2_PREFACE(
      "RFC 9112 §2.2: a client that starts HTTP/2 without asking is answered 400",
      400,
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),

  // --- RFC 9112 §3: the request line ----------------------------------------------------------

  TWO_SPACES_BEFORE_TARGET(
      "RFC 9112 §3: one space between method and target", 400, line("CONNECT  <target> HTTP/1.1")),
  TWO_SPACES_BEFORE_VERSION(
      "RFC 9112 §3: one space between target and version", 400, line("CONNECT <target>  HTTP/1.1")),
  TAB_IN_REQUEST_LINE("RFC 9112 §3: a tab is no space", 400, line("CONNECT\t<target> HTTP/1.1")),
  BLANK_BEFORE_METHOD(
      "RFC 9112 §3: no blank before the method", 400, line(" CONNECT <target> HTTP/1.1")),
  BLANK_BEHIND_VERSION(
      "RFC 9112 §3: no blank behind the version", 400, line("CONNECT <target> HTTP/1.1 ")),
  BLANK_IN_TARGET(
      "RFC 9112 §3.2: no blank in the target", 400, line("CONNECT <target> x HTTP/1.1")),
  NO_TARGET("RFC 9112 §3: a target is required", 400, line("CONNECT HTTP/1.1")),
  METHOD_NO_TOKEN(
      "RFC 9112 §3.1: a method that is no token is answered 400",
      400,
      line("CONN(ECT <target> HTTP/1.1")),
  NUL_IN_TARGET(
      "RFC 9112 §3.2: no NUL in the target", 400, line("CONNECT <target>\0.x:443 HTTP/1.1")),
  NO_ASCII_IN_TARGET(
      "RFC 9112 §3.2: nothing but ASCII in the target",
      400,
      line("CONNECT b\u00fccher.example:443 HTTP/1.1")),

  // --- RFC 9110 §9.1, §15.5.6: methods --------------------------------------------------------

  GET("RFC 9110 §15.5.6: GET is answered 405", 405, other("GET http://a.example/")),
  POST(
      "RFC 9110 §15.5.6: POST is answered 405, and its content is not read",
      405,
      "POST http://a.example/ HTTP/1.1\r\nHost: a.example\r\nContent-Length: 3\r\n\r\nabc"),
  OPTIONS("RFC 9110 §15.5.6: OPTIONS * is answered 405", 405, other("OPTIONS *")),
  TRACE("RFC 9110 §15.5.6: TRACE is answered 405", 405, other("TRACE http://a.example/")),
  CONNECT_IN_LOWER_CASE(
      "RFC 9110 §9.1: methods are case-sensitive", 405, line("connect <target> HTTP/1.1")),
  UNKNOWN_METHOD(
      "RFC 9110 §15.5.6: an unknown method is answered 405",
      405,
      line("CONNECTX <target> HTTP/1.1")),
  GET_WITHOUT_HOST(
      "RFC 9112 §3.2: a request of any method without Host is answered 400",
      400,
      "GET http://a.example/ HTTP/1.1\r\n\r\n"),

  // --- RFC 9112 §3.2: the form of the target ---------------------------------------------------

  ORIGIN_FORM("RFC 9112 §3.2.3: not origin-form", 400, line("CONNECT / HTTP/1.1")),
  ABSOLUTE_FORM(
      "RFC 9112 §3.2.3: not absolute-form", 400, line("CONNECT http://<target>/ HTTP/1.1")),
  ABSOLUTE_FORM_OF_HTTPS(
      "RFC 9112 §3.2.3: not absolute-form without path",
      400,
      line("CONNECT https://<target> HTTP/1.1")),
  ASTERISK_FORM("RFC 9112 §3.2.3: not asterisk-form", 400, line("CONNECT * HTTP/1.1")),
  WITH_PATH("RFC 9112 §3.2.3: no path", 400, line("CONNECT <target>/ HTTP/1.1")),
  WITH_QUERY("RFC 9112 §3.2.3: no query", 400, line("CONNECT <target>?a=b HTTP/1.1")),
  WITH_FRAGMENT("RFC 9112 §3.2.3: no fragment", 400, line("CONNECT <target>#a HTTP/1.1")),

  // --- RFC 9110 §9.3.6: the port --------------------------------------------------------------

  NO_PORT("RFC 9110 §9.3.6: there is no default port", 400, to("a.example")),
  NO_PORT_OF_IPV6("RFC 9110 §9.3.6: there is no default port for IPv6", 400, to("[2001:db8::1]")),
  EMPTY_PORT("RFC 9110 §9.3.6: an empty port is answered 400", 400, to("a.example:")),
  PORT_0("RFC 9110 §9.3.6: port 0 is answered 400", 400, to("a.example:0")),
  PORT_65536("RFC 9110 §9.3.6: port 65536 is answered 400", 400, to("a.example:65536")),
  PORT_OVERFLOW(
      "RFC 9110 §9.3.6: a port that overflows into a good one is answered 400",
      400,
      to("a.example:4294967739")),
  PORT_SIGNED("RFC 9110 §9.3.6: a port has no sign", 400, to("a.example:+443")),
  PORT_NEGATIVE("RFC 9110 §9.3.6: a port is not negative", 400, to("a.example:-443")),
  PORT_HEX("RFC 9110 §9.3.6: a port is decimal", 400, to("a.example:0x1bb")),
  PORT_NAME("RFC 9110 §9.3.6: a port is no name", 400, to("a.example:https")),
  PORTS("RFC 9110 §9.3.6: there is one port", 400, to("a.example:443:443")),

  // --- RFC 3986 §3.2: the host ----------------------------------------------------------------

  IPV6("RFC 3986 §3.2.2: an IPv6 address stands in brackets", 403, to("[2001:db8::1]:443")),
  IPV6_BARE("RFC 3986 §3.2.2: not without brackets", 400, to("2001:db8::1:443")),
  IPV6_OPEN("RFC 3986 §3.2.2: a bracket is closed", 400, to("[2001:db8::1:443")),
  IPV6_TWICE("RFC 3986 §3.2.2: brackets stand once", 400, to("[[2001:db8::1]]:443")),
  IPV6_ZONE("RFC 3986 §3.2.2: no zone identifier", 400, to("[fe80::1%25eth0]:443")),
  IP_FUTURE("RFC 3986 §3.2.2: no IPvFuture", 400, to("[v1.x]:443")),
  NAME_IN_BRACKETS("RFC 3986 §3.2.2: no name in brackets", 400, to("[a.example]:443")),
  IPV4_IN_BRACKETS("RFC 3986 §3.2.2: no IPv4 address in brackets", 400, to("[192.0.2.1]:443")),
  EMPTY_HOST("RFC 9110 §9.3.6: an empty host is answered 400", 400, to(":443")),
  USERINFO("RFC 9112 §3.2.3: no userinfo", 400, to("alice@a.example:443")),
  USERINFO_WITH_PASSWORD("RFC 9112 §3.2.3: no password", 400, to("alice:x@a.example:443")),
  PERCENT_ENCODED("RFC 3986 §3.2.2: nothing percent-encoded here", 400, to("%61.example:443")),
  PERCENT_NUL("RFC 3986 §3.2.2: no percent-encoded NUL", 400, to("a.example%00.b:443")),
  UPPER_CASE("RFC 3986 §6.2.2.1: the case of a host is of no matter", 403, to("A.Example:443")),
  TRAILING_DOT("RFC 3986 §3.2.2: a name may end in a dot", 403, to("a.example.:443")),
  TRAILING_DOTS("RFC 3986 §3.2.2: not in two", 400, to("a.example..:443")),
  DOT_FIRST("RFC 3986 §3.2.2: a name does not start with a dot", 400, to(".a.example:443")),
  LONG_LABEL("RFC 3986 §3.2.2: a label has 63 octets", 400, to("a".repeat(64) + ".example:443")),
  LONG_NAME("RFC 3986 §3.2.2: a name has 255 octets", 400, to("a.".repeat(127) + "example:443")),
  SUB_DELIMITERS("RFC 3986 §3.2.2: a name to look up is a DNS name", 400, to("a!b.example:443")),
  IPV4_HEX("RFC 3986 §7.4: an address is not hexadecimal", 400, to("0x7f.0.0.1:443")),
  IPV4_OCTAL("RFC 3986 §7.4: an address is not octal", 400, to("0177.0.0.1:443")),
  IPV4_NUMBER("RFC 3986 §7.4: an address is not one number", 400, to("2130706433:443")),
  IPV4_SHORT("RFC 3986 §7.4: an address has four parts", 400, to("127.1:443")),
  IPV4_LONG("RFC 3986 §3.2.2: and no fifth", 400, to("192.0.2.1.1:443")),
  IPV4_OUT_OF_RANGE("RFC 3986 §3.2.2: a part is at most 255", 400, to("192.0.2.256:443")),

  // --- RFC 9112 §3.2, §3.3: Host --------------------------------------------------------------

  NO_HOST(
      "RFC 9112 §3.2: a request without Host is answered 400",
      400,
      "CONNECT <target> HTTP/1.1\r\n<pass>\r\n"),
  TWO_HOSTS("RFC 9112 §3.2: two Hosts are answered 400", 400, field("Host: a.example")),
  TWO_EQUAL_HOSTS("RFC 9112 §3.2: two equal Hosts are answered 400", 400, field("Host: <target>")),
  TWO_HOSTS_1_0(
      "RFC 9112 §3.2: two Hosts are answered 400 in HTTP/1.0 too",
      400,
      "CONNECT <target> HTTP/1.0\r\nHost: <target>\r\nhost: a.example\r\n<pass>\r\n"),
  EMPTY_HOST_FIELD("RFC 9112 §3.2: an empty Host is answered 400", 400, host("")),
  INVALID_HOST("RFC 9112 §3.2: an invalid Host is answered 400", 400, host("a b")),
  HOST_LIST("RFC 9112 §3.2: a list in Host is answered 400", 400, host("a.example, b.example")),
  HOST_WITH_SCHEME("RFC 9112 §3.2: a URI in Host is answered 400", 400, host("http://a.example/")),
  HOST_WITH_USERINFO("RFC 9110 §7.2: userinfo in Host is answered 400", 400, host("u@a.example")),
  HOST_WITHOUT_PORT("RFC 9110 §7.2: Host may come without a port", 200, host("a.example")),
  ANOTHER_HOST("RFC 9112 §3.3: the request-target decides, not Host", 200, host("b.example:1")),

  // --- RFC 9112 §5, RFC 9110 §5: header fields ------------------------------------------------

  NAMES_WITHOUT_CASE(
      "RFC 9110 §5.1: names are case-insensitive",
      200,
      "CONNECT <target> HTTP/1.1\r\nhOST: <target>\r\n<pass>\r\n"),
  EMPTY_NAME("RFC 9110 §5.1: an empty name is answered 400", 400, field(": a")),
  NAME_NO_TOKEN("RFC 9110 §5.1: a name that is no token is answered 400", 400, field("X(Y): a")),
  NAME_NO_ASCII("RFC 9110 §5.1: a name is ASCII", 400, field("X\u00e9: a")),
  NUL_IN_NAME("RFC 9110 §5.1: NUL in a name is answered 400", 400, field("X\0: a")),
  NO_COLON("RFC 9112 §5: a line without colon is answered 400", 400, field("X")),
  BLANK_BEFORE_COLON(
      "RFC 9112 §5.1: a blank before the colon is answered 400", 400, field("X : a")),
  TAB_BEFORE_COLON("RFC 9112 §5.1: a tab before the colon is answered 400", 400, field("X\t: a")),
  BLANK_BEHIND_HOST(
      "RFC 9112 §5.1: Host with a blank before the colon is answered 400",
      400,
      "CONNECT <target> HTTP/1.1\r\nHost : <target>\r\n<pass>\r\n"),
  FOLDED_LINE("RFC 9112 §5.2: a folded line is answered 400", 400, field("X: a\r\n b")),
  FOLDED_BY_TAB("RFC 9112 §5.2: a line folded by a tab is answered 400", 400, field("X: a\r\n\tb")),
  FOLDED_EMPTY(
      "RFC 9112 §5.2: a line folded into nothing is answered 400", 400, field("X: a\r\n ")),
  BLANKS_AROUND_VALUE("RFC 9112 §5: blanks around a value are no part of it", 200, blanks()),
  EMPTY_VALUE("RFC 9110 §5.5: a value may be empty", 200, field("X:")),
  OPAQUE_VALUE("RFC 9110 §5.5: octets from 0x80 are opaque", 200, field("X: \u00e9\u00ff")),
  NUL_IN_VALUE("RFC 9110 §5.5: NUL in a value is answered 400", 400, field("X: a\0b")),
  CONTROL_IN_VALUE("RFC 9110 §5.5: a control character is answered 400", 400, field("X: a\u0001")),
  ESCAPE_IN_VALUE("RFC 9110 §5.5: an escape is answered 400", 400, field("User-Agent: \u001b[2J")),
  DEL_IN_VALUE("RFC 9110 §5.5: DEL is answered 400", 400, field("X: a\u007f")),

  // --- RFC 9112 §6, §11.2: no content, nothing smuggled ----------------------------------------

  CONTENT_LENGTH("RFC 9110 §9.3.6: a CONNECT has no content", 400, field("Content-Length: 5")),
  CONTENT_LENGTH_0("RFC 9110 §9.3.6: nor empty content", 400, field("Content-Length: 0")),
  CONTENT_LENGTHS(
      "RFC 9112 §6.3: differing Content-Lengths are answered 400",
      400,
      field("Content-Length: 5\r\nContent-Length: 6")),
  EQUAL_CONTENT_LENGTHS(
      "RFC 9112 §6.3: so are equal ones", 400, field("Content-Length: 5\r\nContent-Length: 5")),
  CONTENT_LENGTH_LIST("RFC 9112 §6.3: and a list of them", 400, field("Content-Length: 5, 5")),
  CONTENT_LENGTH_INVALID("RFC 9112 §6.3: and an invalid one", 400, field("Content-Length: +5")),
  CONTENT_LENGTH_EMPTY("RFC 9112 §6.3: and an empty one", 400, field("Content-Length:")),
  CHUNKED(
      "RFC 9110 §9.3.6: a CONNECT has no transfer coding",
      400,
      field("Transfer-Encoding: chunked")),
  CHUNKED_AND_LENGTH(
      "RFC 9112 §6.1: length and coding together are answered 400",
      400,
      field("Content-Length: 5\r\nTransfer-Encoding: chunked")),
  CHUNKED_NOT_LAST(
      "RFC 9112 §6.3: a coding that is not chunked at last is answered 400",
      400,
      field("Transfer-Encoding: chunked, identity")),
  UNKNOWN_CODING("RFC 9112 §6.1: an unknown coding is refused", 400, field("Transfer-Encoding: x")),
  OBFUSCATED_CODING(
      "RFC 9112 §11.2: an obfuscated coding is answered 400",
      400,
      field("Transfer-Encoding: \u000bchunked")),
  TWO_CODINGS(
      "RFC 9112 §11.2: a repeated coding is answered 400",
      400,
      field("Transfer-Encoding: chunked\r\ntransfer-encoding: chunked")),
  CHUNKED_1_0(
      "RFC 9112 §6.1: a coding in HTTP/1.0 is answered 400",
      400,
      "CONNECT <target> HTTP/1.0\r\nTransfer-Encoding: chunked\r\n<pass>\r\n"),
  CHUNKED_AND_LENGTH_OF_ANOTHER_METHOD(
      "RFC 9112 §6.1: length and coding together are answered 400 on any method",
      400,
      "POST / HTTP/1.1\r\nHost: a.example\r\nContent-Length: 5\r\n"
          + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
  UNENDING_CODING_OF_ANOTHER_METHOD(
      "RFC 9112 §6.3: a coding that does not tell the end is answered 400 on any method",
      400,
      "POST / HTTP/1.1\r\nHost: a.example\r\nTransfer-Encoding: chunked, gzip\r\n\r\n"),

  // --- RFC 9110 §7.6.1, §7.8, §10.1: fields that change nothing ---------------------------------

  EXPECT_CONTINUE(
      "RFC 9110 §10.1.1: the final answer to Expect: 100-continue may come at once",
      200,
      field("Expect: 100-continue")),
  KEEP_ALIVE(
      "RFC 9110 §9.3.6: options of the connection do not matter to the tunnel",
      200,
      field("Connection: keep-alive\r\nProxy-Connection: keep-alive")),
  CLOSE(
      "RFC 9110 §9.3.6: nor does close, which speaks of the connection behind the tunnel's end",
      200,
      field("Connection: close")),
  UPGRADE(
      "RFC 9110 §7.8: Upgrade is ignored", 200, field("Connection: upgrade\r\nUpgrade: websocket")),
  TRAILERS("RFC 9110 §10.1.4: TE is ignored", 200, field("Connection: TE\r\nTE: trailers"));

  private final String clause;
  private final int status;
  private final String head;

  HeadRule(String clause, int status, String head) {
    this.clause = clause;
    this.status = status;
    this.head = head;
  }

  /** The rules of one RFC. */
  static Stream<HeadRule> of(String rfc) {
    return Stream.of(values()).filter(rule -> rule.clause.startsWith(rfc + " "));
  }

  /** What a client with a good pass is answered; 403 if it may not go where it asks to. */
  public int status() {
    return status;
  }

  /** Whether the head itself is good. */
  public boolean isWellFormed() {
    return status == 200 || status == 403;
  }

  /** The head as it goes to the wire. */
  public byte[] head(String target, String pass) {
    return head.replace("<target>", target)
        .replace("<pass>", pass)
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  @Override
  public String toString() {
    return clause;
  }

  private static String connect(String lines) {
    return "CONNECT <target> HTTP/1.1\r\nHost: <target>\r\n<pass>" + lines + "\r\n";
  }

  private static String field(String line) {
    return connect(line + "\r\n");
  }

  private static String blanks() {
    return "CONNECT <target> HTTP/1.1\r\nHost: \t <target> \t\r\n<pass>X:a\r\n\r\n";
  }

  private static String endingIn(String end) {
    return "CONNECT <target> HTTP/1.1\r\nHost: <target>\r\n<pass>" + end;
  }

  private static String line(String requestLine) {
    return requestLine + "\r\nHost: a.example\r\n<pass>\r\n";
  }

  private static String other(String methodAndTarget) {
    return methodAndTarget + " HTTP/1.1\r\nHost: a.example\r\n<pass>\r\n";
  }

  private static String version(String version) {
    return line("CONNECT <target> " + version);
  }

  private static String to(String authority) {
    return line("CONNECT " + authority + " HTTP/1.1");
  }

  private static String host(String value) {
    return "CONNECT <target> HTTP/1.1\r\nHost: " + value + "\r\n<pass>\r\n";
  }
}
