package io.sekisho.egress;

import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The order in which a target's addresses are tried (RFC 8305 §4). */
final class AddressOrder {

  /**
   * A name's owner chooses how many addresses it has; one request must not make this proxy knock at
   * hundreds of doors. With the default delay, so many begin within 4 s.
   */
  static final int MAX_TRIED = 16;

  private AddressOrder() {}

  /**
   * Families take turns, beginning with that of the first address; within a family the name
   * server's order stands. Bounded after that, so that neither family crowds out the other.
   */
  static List<InetAddress> interleave(List<InetAddress> addresses) {
    Deque<InetAddress> next = new ArrayDeque<>();
    Deque<InetAddress> other = new ArrayDeque<>();
    for (InetAddress address : addresses) {
      boolean likeTheFirst = address.getClass() == addresses.get(0).getClass();
      (likeTheFirst ? next : other).add(address);
    }
    List<InetAddress> ordered = new ArrayList<>(Math.min(addresses.size(), MAX_TRIED));
    while (ordered.size() < MAX_TRIED && !(next.isEmpty() && other.isEmpty())) {
      if (!next.isEmpty()) {
        ordered.add(next.poll());
      }
      Deque<InetAddress> swapped = next;
      next = other;
      other = swapped;
    }
    return List.copyOf(ordered);
  }
}
