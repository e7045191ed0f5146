package io.sekisho.connect;

import java.util.regex.Pattern;

/** Text inside structured fields (RFC 9651) and challenges (RFC 9110 §11.2). */
final class StructuredText {

  private static final Pattern TOKEN = Pattern.compile("[A-Za-z*][A-Za-z0-9:/!#$%&'*+.^_`|~-]*");

  private StructuredText() {}

  /** A quoted string; whatever is not printable ASCII becomes a question mark. */
  static String quoted(String text) {
    StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\');
      }
      quoted.append(c >= 0x20 && c < 0x7f ? c : '?');
    }
    return quoted.append('"').toString();
  }

  /** The text as a token if it can be one, else quoted. */
  static String token(String text) {
    return TOKEN.matcher(text).matches() ? text : quoted(text);
  }
}
