package io.sekisho.destination;

/**
 * Ports from first to last, both included.
 *
 * @param first 1 to 65535
 * @param last {@code first} to 65535
 */
public record PortRange(int first, int last) {

  /** Checks the bounds and their order. */
  public PortRange {
    if (first < Ports.MIN || last > Ports.MAX || first > last) {
      throw new SyntaxException("a port range runs upwards between 1 and 65535");
    }
  }

  /**
   * Reads {@code 443} or {@code 8000-8100}.
   *
   * @throws SyntaxException if it is neither
   */
  public static PortRange parse(String text) {
    int dash = text.indexOf('-');
    int first = Ports.parse(dash < 0 ? text : text.substring(0, dash));
    int last = dash < 0 ? first : Ports.parse(text.substring(dash + 1));
    return new PortRange(first, last);
  }

  /** Whether the port lies in this range. */
  public boolean contains(int port) {
    return first <= port && port <= last;
  }

  @Override
  public String toString() {
    return first == last ? Integer.toString(first) : first + "-" + last;
  }
}
