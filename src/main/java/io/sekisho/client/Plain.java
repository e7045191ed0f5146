package io.sekisho.client;

/** Text of strangers as it may reach a terminal, which takes some characters for commands. */
final class Plain {

  private static final int MAX = 200;

  private Plain() {}

  /** Whether all of it is printable ASCII. */
  static boolean is(String text) {
    return text.chars().allMatch(c -> c >= ' ' && c < 0x7f);
  }

  /** The text in printable ASCII, other characters as question marks, not too much of it. */
  static String of(String text) {
    StringBuilder plain = new StringBuilder();
    text.chars().limit(MAX).forEach(c -> plain.append(c >= ' ' && c < 0x7f ? (char) c : '?'));
    return text.length() > MAX ? plain.append("...").toString() : plain.toString();
  }
}
