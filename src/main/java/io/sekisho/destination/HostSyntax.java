package io.sekisho.destination;

/**
 * The grammar of names in lower case. Scanned by hand, as every head and every record that is
 * looked at has one.
 */
final class HostSyntax {

  static final int MAX_NAME = 253;

  /** Mapping shortens little: nothing longer becomes a name. */
  static final int MAX_WRITTEN = 1_000;

  private static final int MAX_LABEL = 63;

  private HostSyntax() {}

  static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 0x7f) {
        return false;
      }
    }
    return true;
  }

  /** Whether it is labels with a dot between each two. */
  static boolean isName(String text) {
    int begin = 0;
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '.') {
        if (!isLabel(text, begin, i)) {
          return false;
        }
        begin = i + 1;
      }
    }
    return isLabel(text, begin, text.length());
  }

  /** Letters, digits, underscores, and hyphens but at its ends. */
  private static boolean isLabel(String text, int begin, int end) {
    if (begin == end
        || end - begin > MAX_LABEL
        || text.charAt(begin) == '-'
        || text.charAt(end - 1) == '-') {
      return false;
    }
    for (int i = begin; i < end; i++) {
      char c = text.charAt(i);
      boolean allowed = c >= 'a' && c <= 'z' || isDigit(c) || c == '-' || c == '_';
      if (!allowed) {
        return false;
      }
    }
    return true;
  }

  /** Whether what follows the last dot is digits alone, or {@code 0x} and hexadecimal ones. */
  static boolean isLastLabelNumeric(String text) {
    int begin = text.lastIndexOf('.') + 1;
    if (text.startsWith("0x", begin)) {
      return areHex(text, begin + 2);
    }
    for (int i = begin; i < text.length(); i++) {
      if (!isDigit(text.charAt(i))) {
        return false;
      }
    }
    return begin < text.length();
  }

  private static boolean areHex(String text, int begin) {
    for (int i = begin; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!isDigit(c) && (c < 'a' || c > 'f')) {
        return false;
      }
    }
    return true;
  }

  /** Whether a label carries the ACE prefix of IDNA (RFC 5890 §2.3.2.5). */
  static boolean hasALabel(String name) {
    return name.startsWith("xn--") || name.contains(".xn--");
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
