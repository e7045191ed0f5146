package io.sekisho.destination;

/** TCP port numbers as text. */
final class Ports {

  static final int MIN = 1;
  static final int MAX = 65535;

  private Ports() {}

  /** Reads one to five decimal digits; no sign, no space, no overflow. */
  static int parse(String text) {
    boolean digits = !text.isEmpty() && text.length() <= 5;
    for (int i = 0; digits && i < text.length(); i++) {
      digits = text.charAt(i) >= '0' && text.charAt(i) <= '9';
    }
    int port = digits ? Integer.parseInt(text) : 0;
    if (port < MIN || port > MAX) {
      throw new SyntaxException("the port is not between 1 and 65535");
    }
    return port;
  }
}
