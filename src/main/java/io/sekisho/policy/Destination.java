package io.sekisho.policy;

import io.sekisho.destination.PortRange;
import java.util.List;

/**
 * Where a policy lets people go, or not.
 *
 * @param target the hosts
 * @param ports the ports on them; at least one range
 */
public record Destination(Target target, List<PortRange> ports) {

  /** Copies the ports. */
  public Destination {
    ports = List.copyOf(ports);
    if (ports.isEmpty()) {
      throw new IllegalArgumentException("a destination has at least one port");
    }
  }

  /** Whether the port is covered. */
  public boolean covers(int port) {
    return covers(ports, port);
  }

  /** Whether both host and port are covered, for a policy of that effect. */
  boolean covers(Question question, Effect effect) {
    return covers(question.authority().port()) && target.covers(question, effect);
  }

  static boolean covers(List<PortRange> ports, int port) {
    for (PortRange range : ports) {
      if (range.contains(port)) {
        return true;
      }
    }
    return false;
  }
}
