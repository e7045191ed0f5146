package io.sekisho.conformance;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A second reading of a head by regular expressions over its octets, as strict and as simple as can
 * be, and independent of the product. What the product accepts and this does not is a head that two
 * parties understand differently, which is what request smuggling lives on.
 *
 * @param host the host as it stands there, in lower case and without a trailing dot
 * @param port the port
 * @param credentials the values of Proxy-Authorization
 * @param rest what follows the head
 */
public record NaiveHead(String host, int port, List<String> credentials, String rest) {

  private static final String LABEL = "[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?";
  private static final String PART = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
  private static final String IPV4 = PART + "(?:\\." + PART + "){3}";
  private static final String IPV6 = "\\[(?=[^\\]]*:[^\\]]*:)[0-9A-Fa-f:.]+\\]";
  private static final String HOST =
      "(?:"
          + IPV6
          + "|(?:"
          + IPV4
          + "|(?:"
          + LABEL
          + "\\.)*(?!(?:[0-9]+|0[xX][0-9A-Fa-f]*)\\.?(?::|$))"
          + LABEL
          + ")\\.?)";
  private static final Pattern REQUEST_LINE =
      Pattern.compile("CONNECT (" + HOST + "):([0-9]{1,5}) HTTP/1\\.([0-9])");
  private static final Pattern FIELD =
      Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \\t]*([\\t -~\\x80-\\xff]*?)[ \\t]*");
  private static final Pattern HOST_VALUE = Pattern.compile(HOST + "(?::([0-9]{1,5}))?");

  /** Reads octets; empty if they do not start with a whole CONNECT head that is to the letter. */
  public static Optional<NaiveHead> read(byte[] octets) {
    String text = new String(octets, StandardCharsets.ISO_8859_1);
    while (text.startsWith("\r\n")) {
      text = text.substring(2);
    }
    int end = text.indexOf("\r\n\r\n");
    if (end < 0) {
      return Optional.empty();
    }
    String[] lines = text.substring(0, end).split("\r\n", -1);
    Matcher request = REQUEST_LINE.matcher(lines[0]);
    if (!request.matches() || !isPort(request.group(2))) {
      return Optional.empty();
    }
    List<String> hosts = new ArrayList<>();
    List<String> credentials = new ArrayList<>();
    for (int i = 1; i < lines.length; i++) {
      Matcher field = FIELD.matcher(lines[i]);
      if (!field.matches()) {
        return Optional.empty();
      }
      switch (field.group(1).toLowerCase(Locale.ROOT)) {
        case "host" -> hosts.add(field.group(2));
        case "proxy-authorization" -> credentials.add(field.group(2));
        case "content-length", "transfer-encoding" -> {
          return Optional.empty();
        }
        default -> {}
      }
    }
    if (!isGood(hosts, request.group(3))) {
      return Optional.empty();
    }
    String host = request.group(1).toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
    return Optional.of(
        new NaiveHead(
            host, Integer.parseInt(request.group(2)), credentials, text.substring(end + 4)));
  }

  private static boolean isGood(List<String> hosts, String minorVersion) {
    if (hosts.isEmpty()) {
      return minorVersion.equals("0");
    }
    Matcher host = HOST_VALUE.matcher(hosts.get(0));
    return hosts.size() == 1 && host.matches() && (host.group(1) == null || isPort(host.group(1)));
  }

  private static boolean isPort(String digits) {
    int port = Integer.parseInt(digits);
    return port >= 1 && port <= 65_535;
  }
}
